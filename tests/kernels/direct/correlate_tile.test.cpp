#include "catch.hpp"
#include <diapir/kernels/direct/correlate_tile.hpp>

#include <vector>

using namespace diapir;
using namespace diapir::kernels;

TEMPLATE_TEST_CASE("a tile is the sum over its walk, for every number of taps", "", float, double) {
    using T = TestType;
    constexpr std::size_t outs = 2, registers = 2, run = registers * simd::width<T>;
    for (std::ptrdiff_t cols = 1; cols <= 7; ++cols) {
        const std::ptrdiff_t rows = 3, x_row = cols * 2 + static_cast<std::ptrdiff_t>(run);
        const std::size_t channels = 2;
        std::vector<T> x(channels * static_cast<std::size_t>(rows * x_row)), y(outs * run, T(-1));
        std::vector<T> w(channels * static_cast<std::size_t>(rows * cols) * outs);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(i % 11) - 5;
        for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<T>(i % 7) - 3;
        const auto w_col = static_cast<std::ptrdiff_t>(outs);
        const kernels::detail::tile_walk walk{channels,     rows, cols, rows * x_row, x_row, 2, rows * cols * w_col,
                                              cols * w_col, w_col};
        const T bias[outs] = {10, 20};
        kernels::detail::correlate_tile<outs, registers>(x.data(), w.data(), bias, y.data(), run, walk);
        for (std::size_t o = 0; o < outs; ++o)
            for (std::size_t e = 0; e < run; ++e) {
                T expected = bias[o];
                for (std::size_t i = 0; i < channels; ++i)
                    for (std::ptrdiff_t a = 0; a < rows; ++a)
                        for (std::ptrdiff_t b = 0; b < cols; ++b)
                            expected += w[i * static_cast<std::size_t>(walk.w_channel) +
                                          static_cast<std::size_t>(a * walk.w_row + b * w_col) + o] *
                                        x[i * static_cast<std::size_t>(walk.x_channel) +
                                          static_cast<std::size_t>(a * x_row + b * 2) + e];
                CHECK(y[o * run + e] == expected);
            }
    }
}
