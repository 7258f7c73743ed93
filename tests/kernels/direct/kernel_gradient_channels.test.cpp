// Registers of output channels give the kernel gradient of a plain loop, for any strides, numbers of lanes and threads.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/kernels/direct/kernel_gradient_channels.hpp>

#include <algorithm>
#include <cstddef>

using namespace diapir;
using diapir::testing::convolution_case;

TEMPLATE_TEST_CASE("a kernel gradient in registers of output channels agrees with a plain loop", "", float, double) {
    for (const std::size_t threads : {1, 3}) {
        const thread_limit limit(threads);
        for (const auto& c : {convolution_case{1, 3, 5, {6, 5, 1, padding::same}, {7, 3, 1, padding::same}},
                              {2, 30, 33, {6, 5, 1, padding::same}, {6, 5, 1, padding::same}},
                              {3, 17, 64, {9, 3, 2, padding::same}, {11, 5, 3, padding::same}},
                              {5, 4, 70, {8, 2, 2, padding::same}, {6, 3, 2, padding::valid}},
                              {8, 13, 16, {2, 5, 1, padding::same}, {1, 3, 1, padding::same}},
                              {40, 8, 20, {4, 3, 1, padding::valid}, {5, 1, 1, padding::same}},
                              {1, 2, 3, {3, 7, 2, padding::same}, {2, 9, 4, padding::same}}})
            testing::check_kernel_gradient<TestType>(
                c, [](auto&&... arguments) { kernels::kernel_gradient_channels(arguments...); });
    }
}

TEST_CASE("a kernel gradient of one large image keeps its digits") {
    const std::size_t side = 512;
    const testing::naive_axis axis{side, 1, 1, padding::same};
    auto x = tensor<float>::batch(1, 1, side, side);
    std::fill(x.begin(), x.end(), 0.1F);
    tensor<float> gradient(shape{1, 1, 1, 1});
    kernels::kernel_gradient_channels(x, x, axis.axis(), axis.axis(), gradient);
    const double value = static_cast<double>(0.1F);
    CHECK(static_cast<double>(gradient[0]) == Approx(side * side * value * value).epsilon(3e-5));
}
