// The gradients of kernel and bias against plain loops.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/kernels/direct/kernel_gradient.hpp>

#include <algorithm>

using namespace diapir;
using diapir::testing::at;
using diapir::testing::naive_axis;

namespace {

template <class T>
void check(std::size_t samples, std::size_t in, std::size_t out, const naive_axis& rows, const naive_axis& cols) {
    testing::check_kernel_gradient<T>({samples, in, out, rows, cols},
                                      [](const auto& x, const auto& g, const auto& row_axis, const auto& col_axis,
                                         auto& dw) { kernels::kernel_gradient(x, g, row_axis, col_axis, dw); });
}

}  // namespace

TEMPLATE_TEST_CASE("kernel gradients agree with a plain loop for every number of channels", "", float, double) {
    const naive_axis rows{4, 3, 1, padding::same}, cols{3, 2, 1, padding::same};
    for (std::size_t channels = 1; channels <= 9; ++channels) {
        check<TestType>(16, 5, channels, rows, cols);
        check<TestType>(16, channels, 3, rows, cols);
        check<TestType>(16, channels, channels, rows, cols);
    }
}

TEMPLATE_TEST_CASE("kernel gradients agree with a plain loop for every number of samples", "", float, double) {
    const naive_axis rows{4, 3, 1, padding::same}, cols{5, 2, 2, padding::same};
    for (const std::size_t samples : {1, 3, 7, 15, 16, 17, 40, 64, 70}) {
        check<TestType>(samples, 3, 5, rows, cols);
        check<TestType>(samples, 3, 5, cols, rows);
    }
}

TEMPLATE_TEST_CASE("kernel gradients agree with a plain loop for every window", "", float, double) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 3, 5})
            for (const std::size_t stride : {1, 2, 3}) {
                const naive_axis one{6, size, stride, border}, other{7, 4, 3 - (stride + 1) / 2, border};
                for (const std::size_t samples : {3, 16}) {
                    check<TestType>(samples, 2, 3, one, other);
                    check<TestType>(samples, 2, 3, other, one);
                }
            }
    check<TestType>(16, 2, 3, {2, 5, 1, padding::same}, {1, 3, 1, padding::same});
    check<TestType>(16, 2, 3, {1, 5, 2, padding::same}, {2, 6, 3, padding::same});
}

TEMPLATE_TEST_CASE("kernel gradients of images that do not fit the first cache are complete", "", float, double) {
    check<TestType>(32, 2, 3, {90, 3, 1, padding::same}, {5, 3, 1, padding::same});
    check<TestType>(32, 2, 3, {5, 3, 2, padding::same}, {90, 3, 2, padding::same});
    check<TestType>(32, 1, 1, {9, 2, 1, padding::valid}, {90, 3, 1, padding::same});
}

TEST_CASE("kernel gradients of large images keep their digits") {
    const std::size_t side = 512;
    const naive_axis axis{side, 1, 1, padding::same};
    auto x = tensor<float>::batch(4, 1, side, side);
    std::fill(x.begin(), x.end(), 0.1f);
    tensor<float> gradient(shape{1, 1, 1, 1});
    kernels::kernel_gradient(x, x, axis.axis(), axis.axis(), gradient);
    const double value = static_cast<double>(0.1f);
    CHECK(gradient[0] == Approx(4 * side * side * value * value).epsilon(3e-6));
}

TEMPLATE_TEST_CASE("the gradient of a bias is the sum over samples and pixels", "[dispatched]", float, double) {
    for (const std::size_t samples : {1, 3, 16, 20, 40}) {
        const auto g = testing::normal_batch<TestType>(1, samples, 5, 2, 3);
        tensor<TestType> gradient(shape{5}, TestType(1e9));
        kernels::bias_gradient(g, gradient);
        tensor<double> expected(shape{5}, 0.0);
        for (std::size_t block = 0; block < g.blocks(); ++block)
            for (std::size_t o = 0; o < 5; ++o)
                for (std::size_t i = 0; i < 2 * 3 * g.lanes(); ++i)
                    if (block * g.lanes() + i % g.lanes() < samples)
                        expected[o] += static_cast<double>(at(g, block, o, 0, 0, i));
        CHECK(testing::relative_difference(gradient, expected) < testing::tolerance<TestType>);
    }
}

TEST_CASE("the gradient of a bias does not drift over large images") {
    auto g = tensor<float>::batch(1, 1, 1024, 1024);
    std::fill(g.begin(), g.end(), 0.1f);
    tensor<float> gradient(shape{1});
    kernels::bias_gradient(g, gradient);
    CHECK(gradient[0] == Approx(1024.0 * 1024 * static_cast<double>(0.1f)).epsilon(1e-5));
}
