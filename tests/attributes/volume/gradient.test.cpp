// Against gaussian_filter of sections, which is compared with SciPy's.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/volume/gradient.hpp>
#include <diapir/core/random.hpp>

#include <cmath>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;

TEMPLATE_TEST_CASE("derivatives along the axes are those of the sections across them", "", float, double) {
    using T = TestType;
    const auto v = diapir::testing::noise<T>({2, 7, 6, 11}, 5);
    for (const auto mode : {attr::edge::reflect, attr::edge::mirror, attr::edge::nearest, attr::edge::zero}) {
        const vol::gradient_options options{.sigma = 0.7, .edge = mode};
        const auto gi = vol::gradient(v, vol::axis::inlines, options),
                   gx = vol::gradient(v, vol::axis::crosslines, options),
                   gs = vol::gradient(v, vol::axis::samples, options);
        const auto expected = [&](const auto& section, attr::axis along) {
            return attr::gaussian_filter(section, {.sigma = 0.7, .along = along, .order = 1, .edge = mode});
        };
        const T tolerance = std::is_same_v<T, float> ? T(1e-6) : T(1e-14);
        for (std::size_t n = 0; n < 2; ++n) {
            for (std::size_t i = 0; i < 7; ++i) {
                const array<T> plane = xt::view(v, n, i);
                const auto x = expected(plane, attr::axis::sample), s = expected(plane, attr::axis::trace);
                for (std::size_t k = 0; k < plane.size(); ++k) {
                    REQUIRE(std::abs((&gx(n, i, 0, 0))[k] - x.data()[k]) <= tolerance);
                    REQUIRE(std::abs((&gs(n, i, 0, 0))[k] - s.data()[k]) <= tolerance);
                }
            }
            for (std::size_t c = 0; c < 6; ++c) {
                const array<T> plane = xt::view(v, n, xt::all(), c, xt::all());
                const auto i = expected(plane, attr::axis::sample);
                for (std::size_t a = 0; a < 7; ++a)
                    for (std::size_t b = 0; b < 11; ++b) REQUIRE(std::abs(gi(n, a, c, b) - i(a, b)) <= tolerance);
            }
        }
    }
}

TEST_CASE("derivatives are for the units of the spacing, and their length is that of the gradient") {
    array<double> v = make_array<double>({5, 6, 7});
    diapir::random_stream random(6);
    for (double& x : v) x = random.normal() * 1e200;  // whose square overflows
    const vol::gradient_options units{.spacing = {.inlines = 25, .crosslines = 12.5, .samples = 0.004}};
    const auto length = vol::gradient_magnitude(v, units);
    const auto i = vol::gradient(v, vol::axis::inlines, units), x = vol::gradient(v, vol::axis::crosslines, units),
               s = vol::gradient(v, vol::axis::samples, units), plain = vol::gradient(v, vol::axis::samples);
    for (std::size_t k = 0; k < v.size(); ++k) {
        REQUIRE(s.data()[k] == Approx(plain.data()[k] / 0.004));
        REQUIRE(length.data()[k] == Approx(std::hypot(i.data()[k], x.data()[k], s.data()[k])));
    }
    CHECK(vol::gradient_magnitude(make_array<double>({3, 3, 3}, 0.1))(1, 1, 1) == 0);
}

TEMPLATE_TEST_CASE("spacings of any length scale the gradient, without overflow", "", float, double) {
    using T = TestType;
    const array<T> x = xt::cast<T>(diapir::testing::noise({5, 6, 12}, 3));
    const double tiny = sizeof(T) == 4 ? 1e-15 : 1e-140;
    const auto usual = vol::gradient_magnitude(x, {.spacing = {2, 0.5, 3}});
    for (const double step : {tiny, 1 / tiny}) {
        const auto scaled = vol::gradient_magnitude(x, {.spacing = {2 * step, 0.5 * step, 3 * step}});
        for (std::size_t i = 0; i < x.size(); ++i)
            REQUIRE(static_cast<double>(scaled.data()[i]) * step ==
                    Approx(static_cast<double>(usual.data()[i])).epsilon(1e-5));
    }
}
