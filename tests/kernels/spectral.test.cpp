// How axes fall into tiles, and the product of spectra, against plain loops.
#include "catch.hpp"
#include "kernels/naive.hpp"
#include <diapir/kernels/spectral.hpp>

#include <complex>
#include <set>
#include <tuple>
#include <vector>

using namespace diapir;
using diapir::testing::naive_axis;
using kernels::spectral_axis;

namespace {

using meeting = std::tuple<std::size_t, std::size_t, std::size_t>;  // cell of from, cell of to, cell of the kernel

/// What the phases and taps of an axis say meets.
std::set<meeting> meetings(const spectral_axis& a) {
    std::set<meeting> all;
    for (std::size_t phase = 0; phase < a.phases(); ++phase)
        for (std::size_t q = 0; q < a.positions(); ++q)
            for (std::size_t u = 0; u < a.span; ++u) {
                const std::ptrdiff_t near = static_cast<std::ptrdiff_t>(q + u) + a.first;
                const std::size_t to = q * a.to_phases + (a.to_phases > 1 ? phase : 0);
                const std::size_t from =
                    static_cast<std::size_t>(near) * a.from_phases + (a.from_phases > 1 ? phase : 0);
                if (near >= 0 && from < a.from && to < a.to && a.cell(phase, u) < a.size)
                    all.insert({from, to, a.cell(phase, u)});
            }
    return all;
}

}  // namespace

TEST_CASE("the taps of all phases are the places that a window visits") {
    for (const auto border : {padding::same, padding::valid})
        for (const std::size_t large : {1, 2, 5, 6, 9, 12})
            for (const std::size_t size : {1, 2, 3, 5, 6})
                for (const std::size_t stride : {1, 2, 3}) {
                    if (border == padding::valid && size > large) continue;
                    const naive_axis naive{large, size, stride, border};
                    std::set<meeting> forward, adjoint;
                    naive.for_each([&](std::size_t p, std::size_t k, std::size_t cell) {
                        forward.insert({cell, p, k});
                        adjoint.insert({p, cell, k});
                    });
                    INFO(large << " cells, window " << size << ", stride " << stride);
                    CHECK(meetings(spectral_axis::forward(naive.axis())) == forward);
                    CHECK(meetings(spectral_axis::adjoint(naive.axis())) == adjoint);
                }
}

TEST_CASE("the tiles of an axis cover its positions") {
    const auto axis = [](std::size_t length, std::size_t size) {
        return spectral_axis::forward(kernels::window_axis::over(length, size, 1, padding::same));
    };
    CHECK(axis(24, 5).per_tile(16) == 12);
    CHECK(axis(24, 5).tiles(16) == 2);
    CHECK(axis(12, 5).tiles(16) == 1);
    CHECK(axis(6, 5).per_tile(8) == 6);  // what lies beyond the tile is outside the image
    CHECK(axis(7, 5).per_tile(8) == 4);
    CHECK(axis(7, 5).tiles(8) == 2);
    CHECK(axis(30, 9).per_tile(8) == 0);
    CHECK(axis(30, 8).per_tile(8) == 1);
    CHECK(axis(3, 5).per_tile(16) == 3);
}

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
                    worst = std::max(worst, std::abs(std::complex<double>(sum[0], sum[width]) - expected));
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
