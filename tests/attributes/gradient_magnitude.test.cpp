// Expected values: scipy.ndimage.gaussian_gradient_magnitude, SciPy 1.10.1, tests/data/window_attributes.py.
#include "attributes/noise.hpp"
#include "compare.hpp"
#include <diapir/attributes/gradient_magnitude.hpp>

#include <cmath>
#include <string>

namespace attr = diapir::attributes;
using diapir::array;
using diapir::make_array;
using diapir::testing::max_difference;
using diapir::testing::reference;

TEST_CASE("the smoothed magnitude is that of SciPy") {
    for (const std::string name : {"layered", "nonsquare"}) {
        const auto expected = reference("window_attributes").get<double>("gradient_magnitude_" + name);
        const double scale = diapir::testing::max_magnitude(expected);
        const auto options = attr::gradient_magnitude_options::scipy(1.5);
        const auto image = reference("attributes").get<double>("img_" + name);
        CHECK(max_difference(attr::gradient_magnitude(image, options), expected) < 1e-12 * scale);
        CHECK(max_difference(attr::gradient_magnitude(reference("attributes").get<float>("img_" + name), options),
                             expected) < 2e-6 * scale);
    }
}

TEST_CASE("it is the length of the derivatives of SciPy, in the units that are given") {
    const auto archive = reference("attributes");
    const auto down = archive.get<double>("gauss1_axis0_nonsquare"),
               across = archive.get<double>("gauss1_axis1_nonsquare");
    const auto image = archive.get<double>("img_nonsquare");
    const auto plain = attr::gradient_magnitude(image);
    const auto scaled =
        attr::gradient_magnitude(array<double>(image * 1e200), {.sample_interval = 4, .trace_spacing = 25});
    for (std::size_t k = 0; k < image.size(); ++k) {
        REQUIRE(plain.data()[k] == Approx(std::hypot(down.data()[k], across.data()[k])).epsilon(1e-10));
        REQUIRE(scaled.data()[k] / 1e200 ==
                Approx(std::hypot(down.data()[k] / 4, across.data()[k] / 25)).epsilon(1e-10));
    }
    CHECK(attr::gradient_magnitude(make_array<float>({4, 4}, 0.1f))(2, 2) == 0);
}

TEMPLATE_TEST_CASE("steps of any length scale the gradient, without overflow", "", float, double) {
    using T = TestType;
    const array<T> x = xt::cast<T>(diapir::testing::noise({12, 9}, 3));
    const double tiny = sizeof(T) == 4 ? 1e-15 : 1e-140;
    for (const double ratio : {0.5, 1.0, 4.0}) {
        const auto usual = attr::gradient_magnitude(x, {.sample_interval = ratio});
        for (const double step : {tiny, 1 / tiny}) {
            const auto scaled = attr::gradient_magnitude(x, {.sample_interval = ratio * step, .trace_spacing = step});
            for (std::size_t i = 0; i < x.size(); ++i)
                REQUIRE(static_cast<double>(scaled.data()[i]) * step ==
                        Approx(static_cast<double>(usual.data()[i])).epsilon(1e-5));
        }
    }
}
