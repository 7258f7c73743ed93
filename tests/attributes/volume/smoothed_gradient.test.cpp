// Against smoothing and derivatives of sections, which are compared with SciPy's, along one axis after the other.
#include "attributes/noise.hpp"
#include "catch.hpp"
#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/volume/smoothed_gradient.hpp>

#include <cmath>

namespace attr = diapir::attributes;
namespace vol = attr::volume;
using diapir::array;
using diapir::make_array;

namespace {

/// Filters along axis 0, 1 or 2, of the given order: {n, m} sections of a volume in which that axis is the samples.
array<double> filtered(const array<double>& v, std::size_t axis, int order, attr::edge mode) {
    const array<double> turned = axis == 0   ? array<double>(xt::transpose(v, {1, 0, 2}))
                                 : axis == 1 ? v
                                             : array<double>(v);
    const auto f = attr::gaussian_filter(
        turned,
        {.sigma = 0.8, .along = axis == 2 ? attr::axis::trace : attr::axis::sample, .order = order, .edge = mode});
    return axis == 0 ? array<double>(xt::transpose(f, {1, 0, 2})) : f;
}

}  // namespace

TEST_CASE("smoothed derivatives are those of three filters one after the other, in any order of traces") {
    for (const vol::extents e : {vol::extents{6, 11, 13}, {2, 3, 5}, {1, 9, 1}})
        for (const auto mode : {attr::edge::reflect, attr::edge::mirror, attr::edge::nearest, attr::edge::zero}) {
            const auto v = diapir::testing::noise({e.inlines, e.crosslines, e.samples}, 5);
            array<double> expected[3];
            for (std::size_t k = 0; k < 3; ++k) {
                expected[k] = v;
                for (std::size_t axis = 0; axis < 3; ++axis)
                    expected[k] = filtered(expected[k], axis, axis == k ? 1 : 0, mode);
            }
            vol::detail::smoothed_gradient_traces<double> gradients({v.data(), e, 4}, 0.8, mode);
            const auto check = [&](std::size_t i, std::size_t x) {
                gradients.compute(i, x);
                CAPTURE(e.inlines, e.crosslines, e.samples, static_cast<int>(mode), i, x);
                for (std::size_t s = 0; s < e.samples; ++s) {
                    REQUIRE(gradients.across_inlines()[s] == Approx(4 * expected[0](i, x, s)).margin(1e-13));
                    REQUIRE(gradients.across_crosslines()[s] == Approx(4 * expected[1](i, x, s)).margin(1e-13));
                    REQUIRE(gradients.down()[s] == Approx(4 * expected[2](i, x, s)).margin(1e-13));
                }
            };
            for (std::size_t i = 0; i < e.inlines; ++i)
                for (std::size_t x = 0; x < e.crosslines; ++x) check(i, x);
            for (const std::size_t x : {2, 1, 0, 2}) check(0, x);
        }
}

TEST_CASE("the derivatives of constant amplitudes are exactly 0") {
    constexpr vol::extents e{5, 7, 23};
    const auto flat = make_array<float>({5, 7, 23}, 0.1f);
    vol::detail::smoothed_gradient_traces<float> gradients({flat.data(), e, 1}, 1.3f);
    for (std::size_t x = 0; x < 7; ++x) {
        gradients.compute(2, x);
        for (std::size_t s = 0; s < 23; ++s) {
            CHECK(gradients.across_inlines()[s] == 0);
            CHECK(gradients.across_crosslines()[s] == 0);
            CHECK(gradients.down()[s] == 0);
        }
    }
}
