// Winograd's convolution and its adjoint against plain loops.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/kernels/direct/correlate.hpp>
#include <diapir/kernels/winograd/winograd.hpp>

using namespace diapir;
using diapir::testing::naive_axis;

namespace {

template <class T>
void check_winograd(const testing::convolution_case& c, bool adjoint, bool with_bias) {
    testing::check_convolution<T>(
        c, adjoint, with_bias, 10 * testing::tolerance<T>,
        [adjoint](const auto& x, const auto& w, const T* bias, const auto& rows, const auto& cols, auto& y) {
            if (adjoint) {
                kernels::winograd(x, w.adjoint(), bias, rows.adjoint(), cols.adjoint(), y);
            } else {
                kernels::winograd(x, w, bias, rows.forward(), cols.forward(), y);
            }
        });
}

}  // namespace

TEMPLATE_TEST_CASE("Winograd's convolution agrees with a plain loop for every size of image", "", float, double) {
    for (const auto border : {padding::same, padding::valid})
        for (std::size_t length = 3; length <= 13; ++length)
            for (const bool adjoint : {false, true}) {
                check_winograd<TestType>({16, 2, 3, {length, 3, 1, border}, {7, 3, 1, border}}, adjoint, true);
                check_winograd<TestType>({16, 2, 3, {6, 3, 1, border}, {length, 3, 1, border}}, adjoint, false);
            }
    // Images smaller than the kernel.
    for (const bool adjoint : {false, true})
        check_winograd<TestType>({16, 2, 3, {1, 3, 1, padding::same}, {2, 3, 1, padding::same}}, adjoint, true);
}

TEMPLATE_TEST_CASE("Winograd's convolution agrees with a plain loop for every number of channels and samples", "",
                   float, double) {
    const naive_axis rows{6, 3, 1, padding::same}, cols{4, 3, 1, padding::same};
    for (std::size_t channels = 1; channels <= 17; ++channels) {
        check_winograd<TestType>({16, 2, channels, rows, cols}, false, true);
        check_winograd<TestType>({16, channels, 3, rows, cols}, true, false);
    }
    for (const std::size_t samples : {17, 32, 70}) check_winograd<TestType>({samples, 3, 9, rows, cols}, false, true);
}

TEST_CASE("an image that does not fit the cache is convolved in parts, the same for any number of threads") {
    const auto w = testing::normal_tensor<float>(1, {3, 3, 96, 16});
    const auto x = testing::normal_batch<float>(2, 16, 96, 10, 90);
    const auto view = kernels::kernel_view<float>::of(w);
    const auto rows = kernels::window_axis::over(10, 3, 1, padding::same).forward(),
               cols = kernels::window_axis::over(90, 3, 1, padding::same).forward();
    auto y = x.batch_like(16, 10, 90), again = y, plain = y;
    const thread_limit one(1);
    kernels::winograd(x, view, static_cast<const float*>(nullptr), rows, cols, y);
    {
        const thread_limit five(5);
        kernels::winograd(x, view, static_cast<const float*>(nullptr), rows, cols, again);
    }
    CHECK(std::equal(y.begin(), y.end(), again.begin()));
    kernels::correlate(x, kernels::pack_kernel(view), view, static_cast<const float*>(nullptr), rows, cols, plain);
    tensor<double> expected(plain.shape());
    std::copy(plain.begin(), plain.end(), expected.begin());
    CHECK(testing::relative_difference(y, expected) < 10 * testing::tolerance<float>);
}

TEST_CASE("Winograd's convolution applies to windows of 3 without strides") {
    const auto applies = [](std::size_t size, std::size_t stride) {
        return kernels::winograd_applies(kernels::window_axis::over(12, size, stride, padding::same));
    };
    CHECK(applies(3, 1));
    CHECK_FALSE(applies(2, 1));
    CHECK_FALSE(applies(5, 1));
    CHECK_FALSE(applies(3, 2));
}
