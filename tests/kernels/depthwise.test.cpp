#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/depthwise.hpp>

#include <algorithm>
#include <cstddef>

using namespace diapir;
using testing::at;
using testing::naive_axis;
using testing::normal_batch;
using testing::normal_tensor;

namespace {

/// Compares the three kernels with plain loops in double.
template <class T>
void check_case(std::size_t samples, std::size_t in, std::size_t multiplier, const naive_axis& rows,
                const naive_axis& cols) {
    const auto w = normal_tensor<T>(1, {rows.size, cols.size, in, multiplier}),
               bias = normal_tensor<T>(2, {in * multiplier});
    const auto x = normal_batch<T>(3, samples, in, rows.large, cols.large),
               g = normal_batch<T>(4, samples, in * multiplier, rows.small(), cols.small());
    tensor<T> y = g.like(), back = x.like(), dw(w.shape(), T(1e9));
    std::fill(y.begin(), y.end(), T(1e9));
    std::fill(back.begin(), back.end(), T(1e9));
    kernels::depthwise(x, w, bias.data(), rows.axis(), cols.axis(), y);
    kernels::depthwise_adjoint(g, w, rows.axis(), cols.axis(), back);
    kernels::depthwise_gradient(x, g, rows.axis(), cols.axis(), dw);

    tensor<double> y_expected(y.shape()), back_expected(back.shape(), 0.0), dw_expected(dw.shape(), 0.0);
    const std::size_t plane = y.rows() * y.cols() * y.lanes();
    for (std::size_t i = 0; i < y.size(); ++i) y_expected[i] = static_cast<double>(bias[i / plane % (in * multiplier)]);
    testing::for_each_meeting(rows, cols, [&](auto r, auto c, auto kr, auto kc, auto large_r, auto large_c) {
        for (std::size_t block = 0; block < x.blocks(); ++block)
            for (std::size_t o = 0; o < in * multiplier; ++o)
                for (std::size_t l = 0; l < x.lanes(); ++l) {
                    const std::size_t cell = (kr * cols.size + kc) * in * multiplier + o, i = o / multiplier;
                    const auto weight = static_cast<double>(w[cell]);
                    const auto value = static_cast<double>(at(x, block, i, large_r, large_c, l)),
                               slope = static_cast<double>(at(g, block, o, r, c, l));
                    at(y_expected, block, o, r, c, l) += weight * value;
                    at(back_expected, block, i, large_r, large_c, l) += weight * slope;
                    dw_expected[cell] += value * slope;
                }
    });
    INFO(samples << " samples, " << in << " channels times " << multiplier << ", " << rows.large << " x " << cols.large
                 << ", kernel " << rows.size << " x " << cols.size << ", strides " << rows.stride << ", "
                 << cols.stride);
    CHECK(testing::relative_difference(y, y_expected) < testing::tolerance<T>);
    CHECK(testing::relative_difference(back, back_expected) < testing::tolerance<T>);
    CHECK(testing::relative_difference(dw, dw_expected) < testing::tolerance<T>);
}

}  // namespace

TEMPLATE_TEST_CASE("depthwise convolution, its adjoint and its gradient are those of plain loops", "", float, double) {
    using T = TestType;
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t samples : {1, 5, 17, 40}) {
            check_case<T>(samples, 3, 1, {7, 3, 1, border}, {9, 3, 1, border});
            check_case<T>(samples, 2, 3, {6, 2, 1, border}, {5, 5, 1, border});
            check_case<T>(samples, 2, 2, {9, 3, 2, border}, {8, 2, 3, border});
            check_case<T>(samples, 1, 1, {4, 1, 1, border}, {5, 1, 2, border});
        }
    check_case<T>(3, 2, 1, {2, 5, 1, padding::same}, {3, 7, 1, padding::same});  // more kernel than image
    check_case<T>(3, 2, 1, {7, 1, 3, padding::same}, {7, 2, 3, padding::same});  // cells that no window meets
}

TEST_CASE("columns that meet the same cells are one run") {
    const auto runs = kernels::detail::runs_of_positions(kernels::window_axis::over(9, 3, 1, padding::same).forward());
    REQUIRE(runs.size() == 3);
    CHECK(runs[1].begin == 1);
    CHECK(runs[1].count == 7);
    CHECK(kernels::detail::runs_of_positions(kernels::window_axis::over(9, 3, 2, padding::same).forward()).size() == 5);
}
