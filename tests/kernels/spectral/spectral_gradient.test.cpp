// Kernel gradients by Fourier transforms against plain loops.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/kernels/spectral/spectral_gradient.hpp>

using namespace diapir;
using diapir::testing::naive_axis;
using kernels::spectral_axis;

namespace {

template <class T>
void check(const testing::convolution_case& c) {
    const auto fits = [&](std::size_t n) {
        return spectral_axis::forward(c.rows.axis()).per_tile(n) > 0 &&
               spectral_axis::forward(c.cols.axis()).per_tile(n) > 0;
    };
    if (fits(8))
        testing::check_kernel_gradient<T>(
            c, [](auto&&... arguments) { kernels::spectral_kernel_gradient<8>(arguments...); });
    if (fits(16))
        testing::check_kernel_gradient<T>(
            c, [](auto&&... arguments) { kernels::spectral_kernel_gradient<16>(arguments...); });
}

}  // namespace

TEMPLATE_TEST_CASE("spectral kernel gradients agree with a plain loop for every window", "", float, double) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 5, 6})
            for (const std::size_t stride : {1, 2, 3})
                for (const std::size_t length : {6, 7, 12, 19}) {
                    const naive_axis one{length, size, stride, border}, other{8, 4, 3 - (stride + 1) / 2, border};
                    check<TestType>({16, 2, 3, one, other});
                    check<TestType>({3, 3, 2, other, one});
                }
    check<TestType>({16, 2, 3, {2, 5, 1, padding::same}, {1, 3, 1, padding::same}});
    check<TestType>({16, 2, 3, {40, 12, 1, padding::same}, {33, 16, 1, padding::valid}});
}

TEMPLATE_TEST_CASE("spectral kernel gradients agree with a plain loop for every number of channels and samples", "",
                   float, double) {
    const naive_axis rows{6, 5, 1, padding::same}, cols{13, 3, 1, padding::same}, strided{6, 5, 2, padding::same};
    for (std::size_t channels = 1; channels <= 18; ++channels) {
        check<TestType>({16, 2, channels, rows, cols});
        check<TestType>({16, channels, 3, strided, cols});
        check<TestType>({16, channels, channels, strided, rows});
    }
    check<TestType>({16, 32, 16, rows, rows});
    check<TestType>({16, 16, 32, strided, strided});
    for (const std::size_t samples : {1, 2, 3, 5, 7, 8, 17, 32, 70}) check<TestType>({samples, 3, 9, cols, rows});
}

TEST_CASE("spectral kernel gradients are the same for any number of threads, of many signals too") {
    const auto x = testing::normal_batch<float>(1, 100, 12, 24, 36),
               g = testing::normal_batch<float>(2, 100, 20, 24, 36);
    const auto rows = kernels::window_axis::over(24, 5, 1, padding::same),
               cols = kernels::window_axis::over(36, 5, 1, padding::same);
    tensor<float> one(shape{5, 5, 12, 20}), more = one;
    for (const std::size_t threads : {1, 2, 3, 7}) {
        const thread_limit limit(threads);
        kernels::spectral_kernel_gradient<16>(x, g, rows, cols, threads == 1 ? one : more);
        if (threads > 1) CHECK(std::equal(one.begin(), one.end(), more.begin()));
    }
}
