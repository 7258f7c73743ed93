// Whichever way is chosen gives what a plain loop gives.
#include "catch.hpp"
#include "kernels/convolution_case.hpp"
#include <diapir/kernels/convolution.hpp>

using namespace diapir;
using diapir::testing::naive_axis;
using kernels::convolution_method;

namespace {

template <class T>
kernels::detail::convolution_estimate estimate(const testing::convolution_case& c) {
    const auto x = tensor<T>::batch(c.samples, c.in, c.rows.large, c.cols.large);
    const tensor<T> w(shape{c.rows.size, c.cols.size, c.in, c.out});
    return {x, kernels::kernel_view<T>::of(w), c.rows.axis(), c.cols.axis()};
}

testing::convolution_case square(std::size_t samples, std::size_t in, std::size_t out, std::size_t length,
                                 std::size_t size, std::size_t stride = 1) {
    return {samples, in, out, {length, size, stride, padding::same}, {length, size, stride, padding::same}};
}

}  // namespace

TEMPLATE_TEST_CASE("convolution, its adjoint and its kernel gradient agree with a plain loop however they are computed",
                   "[dispatched]", float, double) {
    for (const auto& c : {square(16, 2, 3, 5, 3), square(16, 16, 20, 9, 3), square(16, 12, 17, 6, 5),
                          square(32, 16, 8, 14, 5), square(16, 16, 12, 8, 5, 2), square(3, 2, 3, 30, 5),
                          square(1, 16, 20, 40, 5), square(2, 64, 70, 6, 5), square(1, 40, 48, 9, 3, 2)}) {
        testing::check_convolution<TestType>(c, false, true, 10 * testing::tolerance<TestType>,
                                             [](auto&&... arguments) { kernels::convolve(arguments...); });
        testing::check_convolution<TestType>(c, true, true, 10 * testing::tolerance<TestType>,
                                             [](auto&&... arguments) { kernels::convolve_adjoint(arguments...); });
        testing::check_kernel_gradient<TestType>(
            c, [](auto&&... arguments) { kernels::convolution_gradient(arguments...); });
    }
}

TEST_CASE("a convolution is computed in the way that suits it") {
    CHECK(estimate<float>(square(32, 1, 1, 24, 5)).fastest() == convolution_method::direct);
    CHECK(estimate<float>(square(32, 8, 1, 24, 1)).fastest() == convolution_method::direct);
    CHECK(estimate<float>(square(32, 64, 64, 24, 3)).fastest() == convolution_method::winograd);
    CHECK(estimate<float>(square(32, 128, 128, 6, 5)).fastest() == convolution_method::spectral_8);
    CHECK(estimate<float>(square(32, 16, 16, 24, 5)).fastest() == convolution_method::spectral_16);
    CHECK(estimate<float>(square(32, 1, 1, 24, 5)).fastest_gradient() == convolution_method::direct);
    CHECK(estimate<float>(square(32, 64, 64, 24, 3)).fastest_gradient() == convolution_method::spectral_8);
    CHECK(estimate<float>(square(32, 16, 16, 24, 5)).fastest_gradient() == convolution_method::spectral_16);
    CHECK(estimate<float>(square(32, 4, 4, 40, 17)).fastest() == convolution_method::direct);  // too large for a tile
    CHECK(estimate<float>(square(1, 128, 128, 6, 5)).fastest() == convolution_method::channels);
    CHECK(estimate<float>(square(1, 8, 1, 24, 5)).fastest() == convolution_method::direct);
    CHECK(estimate<float>(square(1, 128, 128, 6, 5)).fastest_gradient() == convolution_method::channels);
    CHECK(estimate<float>(square(8, 1, 1, 24, 5)).fastest_gradient() == convolution_method::direct);
    CHECK(estimate<float>(square(1, 256, 2, 6, 5)).fastest() != convolution_method::channels);
    CHECK(estimate<float>(square(1, 256, 2, 6, 5)).fastest_adjoint() != convolution_method::direct);
}

TEST_CASE("all batches that fill registers are computed in the same way") {
    std::size_t other = 0;
    for (const std::size_t channels : {2, 8, 64, 256})
        for (const std::size_t length : {2, 4, 6, 12, 24})
            for (const std::size_t size : {2, 3, 5})
                other += estimate<float>(square(16, channels, channels, length, size)).fastest() !=
                         estimate<float>(square(500, channels, channels, length, size)).fastest();
    CHECK(other == 0);
}

TEST_CASE("a sample's result is the same in every batch that fills registers", "[dispatched]") {
    const auto alone = testing::normal_batch<float>(1, 16, 16, 12, 12);
    for (const std::size_t size : {1, 3, 5}) {
        const auto w = testing::normal_tensor<float>(2, {size, size, 16, 16});
        const auto axis = kernels::window_axis::over(12, size, 1, padding::same);
        const auto convolved = [&](const tensor<float>& x) {
            auto y = x.batch_like(16, 12, 12);
            kernels::convolve<float>(x, kernels::kernel_view<float>::of(w), nullptr, axis, axis, y);
            return y;
        };
        const auto y = convolved(alone);
        for (const std::size_t samples : {20, 100}) {
            // Sample 3 becomes the last one of another batch.
            auto many = testing::normal_batch<float>(3, samples, 16, 12, 12);
            const auto place = [&](const tensor<float>& t, std::size_t cell) {
                return (samples - 1) / t.lanes() * t.block_size() + cell * t.lanes() + (samples - 1) % t.lanes();
            };
            const std::size_t cells = y.size() / y.lanes();
            for (std::size_t cell = 0; cell < cells; ++cell) many[place(many, cell)] = alone[cell * 16 + 3];
            const auto all = convolved(many);
            std::size_t equal = 0;
            for (std::size_t cell = 0; cell < cells; ++cell) equal += all[place(all, cell)] == y[cell * 16 + 3];
            CHECK(equal == cells);
        }
    }
}
