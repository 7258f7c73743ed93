#include "catch.hpp"
#include <diapir/kernels/winograd/points.hpp>

using namespace diapir::kernels::detail;

TEST_CASE("products of values at the points give the correlation of a tile with a kernel") {
    const std::array<double, winograd_points> cells{3, -1, 4, 1, -5, 8};
    const double kernel[winograd_size] = {2, -6, 5};
    double outputs[winograd_outputs] = {};
    for_each_winograd_point([&](auto point) {
        double weight = 0;
        for (std::size_t k = 0; k < winograd_size; ++k) weight += kernel_factor(point, k) * kernel[k];
        for (std::size_t s = 0; s < winograd_outputs; ++s)
            outputs[s] += back_factor(point, s) * weight * at_point<point>(cells);
    });
    for (std::size_t s = 0; s < winograd_outputs; ++s) {
        double expected = 0;
        for (std::size_t k = 0; k < winograd_size; ++k) expected += kernel[k] * cells[s + k];
        CHECK(outputs[s] == Approx(expected));
    }
}

TEST_CASE("a cell has a part in the value at a point where its factor is not 0") {
    for_each_winograd_point([](auto point) {
        for (std::size_t cell = 0; cell < winograd_points; ++cell) {
            std::array<double, winograd_points> one{};
            one[cell] = 1;
            CHECK(has_part(point, cell) == (at_point<point>(one) != 0));
        }
    });
}
