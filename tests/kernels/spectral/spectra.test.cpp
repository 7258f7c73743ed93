// The product of spectra, and matrices that are copied with a factor, against plain loops.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include "larger.hpp"
#include <diapir/kernels/spectral/spectra.hpp>

#include <complex>
#include <utility>
#include <vector>

using namespace diapir;

TEMPLATE_TEST_CASE("the product of spectra adds up numbers times conjugated weights", "", float, double) {
    using T = TestType;
    constexpr std::size_t width = simd::width<T>, outs = 4;
    for (const std::size_t count : {std::size_t{1}, width, 2 * width + 1}) {
        const std::size_t blocks = (count + width - 1) / width, weight_block = (outs + 1) * 2 * width;
        const auto x = testing::normal_tensor<T>(1, {count, 2, width}),
                   w = testing::normal_tensor<T>(2, {blocks * weight_block});
        const kernels::detail::product_steps steps{count, weight_block, 3 * width};
        for (const bool real : {false, true}) {
            std::vector<T> sums(outs * 3 * width);
            const auto multiply = real ? kernels::detail::multiply_spectra<outs, true, T>
                                       : kernels::detail::multiply_spectra<outs, false, T>;
            multiply(x.data(), w.data(), steps, sums.data());
            double worst = 0;
            for (std::size_t o = 0; o < outs; ++o)
                for (std::size_t l = 0; l < width; ++l) {
                    std::complex<double> expected;
                    for (std::size_t k = 0; k < count; ++k) {
                        const T* weight = w.data() + k / width * weight_block + o * 2 * width + k % width;
                        const std::complex<double> a(x[2 * k * width + l], x[(2 * k + 1) * width + l]),
                            b(weight[0], weight[width]);
                        expected +=
                            real ? std::complex<double>(a.real() * b.real(), a.imag() * b.imag()) : a * std::conj(b);
                    }
                    const T* sum = sums.data() + o * 3 * width + l;
                    worst = testing::larger(worst, std::abs(std::complex<double>(sum[0], sum[width]) - expected));
                }
            CHECK(worst < 10 * testing::tolerance<T>);
        }
    }
}

TEMPLATE_TEST_CASE("a matrix is copied with a factor whatever its order", "", float, double) {
    for (const std::size_t rows : {std::size_t{3}, simd::width<TestType>})
        for (const std::size_t cols : {std::size_t{5}, simd::width<TestType>})
            for (const bool from_turned : {false, true})
                for (const bool to_turned : {false, true}) {
                    const auto from = testing::normal_tensor<TestType>(1, {40 * 40});
                    tensor<TestType> to(shape{40 * 40}, TestType(0));
                    const auto steps = [](bool turned) { return turned ? std::pair(1, 40) : std::pair(37, 1); };
                    const auto [fi, fj] = steps(from_turned);
                    const auto [ti, tj] = steps(to_turned);
                    kernels::detail::copy_scaled<TestType>({from.data(), fi, fj}, {to.data(), ti, tj}, rows, cols, 2);
                    std::size_t right = 0;
                    for (std::size_t i = 0; i < rows; ++i)
                        for (std::size_t j = 0; j < cols; ++j)
                            right += to[i * static_cast<std::size_t>(ti) + j * static_cast<std::size_t>(tj)] ==
                                     2 * from[i * static_cast<std::size_t>(fi) + j * static_cast<std::size_t>(fj)];
                    CHECK(right == rows * cols);
                }
}
