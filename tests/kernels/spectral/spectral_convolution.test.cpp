// Convolution by Fourier transforms and its adjoint against plain loops.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/kernels/spectral/spectral_convolution.hpp>

using namespace diapir;
using diapir::testing::naive_axis;
using kernels::spectral_axis;

namespace {

template <std::size_t N, class T, class Axis>
void compute(bool adjoint, const tensor<T>& x, const kernels::kernel_view<T>& w, const T* bias, const Axis& rows,
             const Axis& cols, tensor<T>& y) {
    if (adjoint) {
        kernels::spectral_convolution<N>(x, w.transposed(), bias, spectral_axis::adjoint(rows),
                                         spectral_axis::adjoint(cols), y);
    } else {
        kernels::spectral_convolution<N>(x, w, bias, spectral_axis::forward(rows), spectral_axis::forward(cols), y);
    }
}

template <class T>
void check(const testing::convolution_case& c, bool with_bias) {
    const auto fits = [&](std::size_t n) {
        return spectral_axis::forward(c.rows.axis()).per_tile(n) > 0 &&
               spectral_axis::forward(c.cols.axis()).per_tile(n) > 0;
    };
    for (const bool adjoint : {false, true}) {
        if (fits(8))
            testing::check_convolution<T>(c, adjoint, with_bias, testing::tolerance<T>,
                                          [&](auto&&... arguments) { compute<8>(adjoint, arguments...); });
        if (fits(16))
            testing::check_convolution<T>(c, adjoint, with_bias, testing::tolerance<T>,
                                          [&](auto&&... arguments) { compute<16>(adjoint, arguments...); });
    }
}

}  // namespace

TEMPLATE_TEST_CASE("spectral convolution agrees with a plain loop for every size of image and kernel", "", float,
                   double) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 5, 8})
            for (std::size_t length = size; length <= 19; length += 1 + (length > 14)) {
                const naive_axis one{length, size, 1, border}, other{9, 3, 1, border};
                check<TestType>({16, 2, 3, one, other}, true);
                check<TestType>({16, 2, 3, other, one}, false);
            }
    check<TestType>({16, 2, 3, {1, 5, 1, padding::same}, {2, 5, 1, padding::same}}, true);
    check<TestType>({16, 2, 3, {40, 12, 1, padding::same}, {33, 16, 1, padding::valid}}, true);
}

TEMPLATE_TEST_CASE("spectral convolution agrees with a plain loop for every stride", "", float, double) {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t size : {1, 2, 3, 5, 6})
            for (const std::size_t stride : {2, 3})
                for (const std::size_t length : {6, 7, 12, 31}) {
                    const naive_axis one{length, size, stride, border}, other{7, 4, 4 - stride, border};
                    check<TestType>({16, 2, 3, one, other}, true);
                    check<TestType>({3, 3, 2, other, one}, false);
                }
}

TEMPLATE_TEST_CASE("spectral convolution agrees with a plain loop for every number of channels and samples", "", float,
                   double) {
    const naive_axis rows{6, 5, 1, padding::same}, cols{13, 5, 1, padding::same}, strided{6, 5, 2, padding::same};
    for (std::size_t channels = 1; channels <= 18; ++channels) {
        check<TestType>({16, 2, channels, rows, cols}, true);
        check<TestType>({16, channels, 3, strided, cols}, false);
    }
    check<TestType>({16, 32, 16, rows, rows}, true);
    check<TestType>({16, 16, 32, strided, strided}, true);
    for (const std::size_t samples : {1, 2, 3, 5, 7, 8, 17, 32, 70}) check<TestType>({samples, 3, 9, cols, rows}, true);
}

TEST_CASE("spectral convolution is the same for any number of threads") {
    const auto w = testing::normal_tensor<float>(1, {5, 5, 20, 24});
    const auto view = kernels::kernel_view<float>::of(w);
    const auto rows = kernels::window_axis::over(30, 5, 1, padding::same),
               cols = kernels::window_axis::over(24, 5, 1, padding::same);
    for (const std::size_t samples : {1, 16, 100}) {
        const auto x = testing::normal_batch<float>(2, samples, 20, 30, 24);
        auto y = x.batch_like(24, 30, 24), again = y;
        for (const std::size_t threads : {1, 2, 3, 7}) {
            const thread_limit limit(threads);
            compute<16, float>(false, x, view, nullptr, rows, cols, threads == 1 ? y : again);
            if (threads > 1) CHECK(std::equal(y.begin(), y.end(), again.begin()));
        }
    }
}

TEST_CASE("a number that is not finite stays in its sample") {
    const auto w = testing::normal_tensor<float>(1, {5, 5, 2, 2});
    auto x = testing::normal_batch<float>(2, 32, 2, 12, 12);
    const auto axis = kernels::window_axis::over(12, 5, 1, padding::same);
    auto before = x.batch_like(2, 12, 12), after = before;
    compute<16, float>(false, x, kernels::kernel_view<float>::of(w), nullptr, axis, axis, before);
    testing::at(x, 0, 1, 3, 4, 7) = NAN;
    compute<16, float>(false, x, kernels::kernel_view<float>::of(w), nullptr, axis, axis, after);
    std::size_t changed = 0;
    for (std::size_t i = 0; i < after.size(); ++i) changed += i % 32 != 7 && after[i] != before[i];
    CHECK(changed == 0);
    CHECK(std::isnan(testing::at(after, 0, 0, 3, 4, 7)));
}
