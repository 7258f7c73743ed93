// The inner loop of `correlate`: a tile of output channels along all taps of one run of outputs, which stay in
// registers.
#pragma once

#include <diapir/core/simd.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

/// The walk of a tile over its taps: how many there are, and the distances between them in elements.
struct tile_walk {
    std::size_t channels;
    std::ptrdiff_t rows, cols;
    std::ptrdiff_t x_channel, x_row, x_col;
    std::ptrdiff_t w_channel, w_row, w_col;
};

/// correlate_tile for Cols taps a row, unrolled; 0 stands for any number.
template <std::size_t Width, std::size_t Registers, std::ptrdiff_t Cols, class T>
inline void correlate_taps(const T* x, const T* w, const T* bias, T* y, std::size_t y_step, const tile_walk& walk) {
    using pack = simd::pack<T>;
    pack sums[Width][Registers];
    for (std::size_t o = 0; o < Width; ++o)
        for (std::size_t v = 0; v < Registers; ++v) sums[o][v] = simd::broadcast(bias ? bias[o] : T{0});
    const std::ptrdiff_t cols = Cols ? Cols : walk.cols;
    for (std::size_t i = 0; i < walk.channels; ++i, x += walk.x_channel, w += walk.w_channel) {
        const T *x_row = x, *w_row = w;
        for (std::ptrdiff_t a = 0; a < walk.rows; ++a, x_row += walk.x_row, w_row += walk.w_row) {
            const T *x_cell = x_row, *w_cell = w_row;
#pragma GCC unroll 8
            for (std::ptrdiff_t b = 0; b < cols; ++b, x_cell += walk.x_col, w_cell += walk.w_col) {
                pack values[Registers];
                for (std::size_t v = 0; v < Registers; ++v) values[v] = simd::load(x_cell + v * simd::width<T>);
#pragma GCC unroll 8
                for (std::size_t o = 0; o < Width; ++o) {
                    const pack weight = simd::broadcast(w_cell[o]);
#pragma GCC unroll 2
                    for (std::size_t v = 0; v < Registers; ++v) sums[o][v] = simd::fma(weight, values[v], sums[o][v]);
                }
            }
        }
    }
    for (std::size_t o = 0; o < Width; ++o)
        for (std::size_t v = 0; v < Registers; ++v) simd::store(y + o * y_step + v * simd::width<T>, sums[o][v]);
}

/// y[o] = bias[o] + sum of w[o] x over the walk, for Width output channels and Registers registers; x and w point to
/// the first tap.
template <std::size_t Width, std::size_t Registers, class T>
inline void correlate_tile(const T* x, const T* w, const T* bias, T* y, std::size_t y_step, const tile_walk& walk) {
    switch (walk.cols) {
        case 2:
            return correlate_taps<Width, Registers, 2>(x, w, bias, y, y_step, walk);
        case 3:
            return correlate_taps<Width, Registers, 3>(x, w, bias, y, y_step, walk);
        case 4:
            return correlate_taps<Width, Registers, 4>(x, w, bias, y, y_step, walk);
        case 5:
            return correlate_taps<Width, Registers, 5>(x, w, bias, y, y_step, walk);
        default:
            return correlate_taps<Width, Registers, 0>(x, w, bias, y, y_step, walk);
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
