// Expected values: scipy.ndimage.generic_filter with numpy.var, tests/data/window_attributes.py.
#include "catch.hpp"
#include "reference.hpp"
#include <diapir/attributes/variance.hpp>

#include <cmath>
#include <string>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::reference;

TEST_CASE("the variance of a window is that of NumPy, with a large offset too") {
    for (const std::string name : {"layered", "nonsquare"}) {
        const auto expected = reference("window_attributes").get<double>("section_variance_" + name);
        const double scale = diapir::testing::max_magnitude(expected);
        const attr::variance_options options{.samples = 5, .traces = 4};
        const auto image = reference("attributes").get<double>("img_" + name);
        CHECK(max_difference(attr::variance(image, options), expected) < 1e-12 * scale);
        CHECK(max_difference(attr::variance(array<double>(image + 1e9), options), expected) < 1e-6 * scale);
        CHECK(max_difference(attr::variance(reference("attributes").get<float>("img_" + name), options), expected) <
              2e-7 * scale);
    }
}

TEST_CASE("constant amplitudes do not vary, and edges and units are what they should be") {
    const auto flat = make_array<double>({9, 9}, 0.1);
    for (const double x : attr::variance(flat)) CHECK(x == 0);
    CHECK(attr::variance(flat, {.samples = 3, .edge = attr::edge::zero})(0, 0) == Approx(0.01 * 4 / 9 * 5 / 9));
    const auto image = reference("attributes").get<double>("img_nonsquare");
    const auto small = attr::variance(array<double>(image * 1e-120)), plain = attr::variance(image);
    for (std::size_t k = 0; k < image.size(); ++k)
        REQUIRE(small.data()[k] * 1e240 == Approx(plain.data()[k]).epsilon(1e-12));
}

TEMPLATE_TEST_CASE("a null value changes no windows but its own, wherever it lies", "", float, double) {
    const auto image = reference("attributes").get<TestType>("img_nonsquare");
    const auto plain = attr::variance(image, {.samples = 3, .traces = 3});
    const std::size_t rows = image.shape()[0], cols = image.shape()[1];
    const double scale = diapir::testing::max_magnitude(plain);
    for (const double null : {1e9, -1e20, 1e30})
        for (const std::size_t at : {std::size_t{0}, cols + 1, image.size() - 1}) {
            INFO(null << " at " << at);
            array<TestType> nulls = image;
            nulls.data()[at] = static_cast<TestType>(null);
            const auto found = attr::variance(nulls, {.samples = 3, .traces = 3});
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < cols; ++j)
                    if (std::max(i, at / cols) - std::min(i, at / cols) > 1 ||
                        std::max(j, at % cols) - std::min(j, at % cols) > 1)
                        REQUIRE(found(i, j) == Approx(plain(i, j)).epsilon(1e-5).margin(1e-6 * scale));
        }
}

TEST_CASE("the variance between traces is 1 less semblance") {
    const auto image = reference("attributes").get<double>("img_nonsquare");
    const auto between = attr::variance(image, {.form = attr::variance_form::traces});
    const auto alike = attr::semblance(image, {.samples = 9, .traces = 3, .method = attr::semblance_method::marfurt});
    CHECK(max_difference(between, array<double>(1 - alike)) < 1e-12);
    CHECK(std::isnan(attr::variance(make_array<double>({9, 9}, 0), {.form = attr::variance_form::traces})(4, 4)));
}
