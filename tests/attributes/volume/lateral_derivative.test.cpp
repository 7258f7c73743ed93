#include "catch.hpp"
#include <diapir/attributes/volume/lateral_derivative.hpp>

#include <cmath>
#include <vector>

namespace vol = diapir::attributes::volume;

namespace {

/// Derivatives {inlines, crosslines} of a volume of one sample.
struct derivatives {
    std::vector<double> across_inlines, across_crosslines;

    derivatives(const std::vector<double>& z, vol::extents e, double sigma, const vol::spacing& step = {}) {
        vol::detail::lateral_derivatives<double> d({z.data(), e, 1}, sigma, step);
        for (std::size_t i = 0; i < e.inlines; ++i)
            for (std::size_t x = 0; x < e.crosslines; ++x) {
                d.compute(i, x);
                across_inlines.push_back(d.across_inlines()[0]);
                across_crosslines.push_back(d.across_crosslines()[0]);
            }
    }
};

}  // namespace

TEST_CASE("a plane has its slopes everywhere, however wide the filter") {
    for (const vol::extents e : {vol::extents{9, 13, 1}, {2, 3, 1}, {5, 1, 1}})
        for (const double sigma : {0.0, 0.1, 0.7, 1.0, 3.0}) {
            CAPTURE(e.inlines, e.crosslines, sigma);
            std::vector<double> z;
            for (std::size_t i = 0; i < e.inlines; ++i)
                for (std::size_t x = 0; x < e.crosslines; ++x)
                    z.push_back(3 - 2.5 * static_cast<double>(i) + 4 * static_cast<double>(x));
            const derivatives d(z, e, sigma, {.inlines = 25, .crosslines = 10, .samples = 7});
            for (const double slope : d.across_inlines) REQUIRE(slope == Approx(-0.1).epsilon(1e-12));
            for (const double slope : d.across_crosslines)
                REQUIRE(slope == Approx(e.crosslines == 1 ? 0.0 : 0.4).epsilon(1e-12).margin(1e-12));
        }
}

TEST_CASE("without a width they are the differences of numpy.gradient") {
    const std::vector<double> z{1, 4, 9, 2, 0};
    CHECK(derivatives(z, {5, 1, 1}, 0).across_inlines == std::vector<double>{3, 4, -1, -4.5, -2});
    CHECK(derivatives(z, {1, 5, 1}, 0).across_crosslines == std::vector<double>{3, 4, -1, -4.5, -2});
    CHECK(derivatives(z, {1, 5, 1}, 0).across_inlines == std::vector<double>(5, 0.0));
}
