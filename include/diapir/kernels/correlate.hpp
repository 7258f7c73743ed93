// The kernel behind convolution, transposed convolution and the data gradients of both, in the sample-last layout:
// every output pixel gathers from the input pixels that its taps name. Border pixels visit fewer taps; nothing is
// padded.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/window.hpp>

#include <cstddef>

namespace diapir::kernels {

/// Output channels that one tile computes together, each in two registers.
inline constexpr std::size_t tile_channels = simd::registers >= 32 ? 8 : 4;

/// A convolution kernel seen as w(o, i, row, col), read at row * row_step + col * col_step + i * in_step + o *
/// out_step.
template <class T>
struct kernel_view {
    const T* data;
    std::size_t out, in, rows, cols;
    std::size_t row_step, col_step, in_step, out_step;

    /// A kernel stored {rows, cols, in, out}, as Keras keeps it.
    static kernel_view of(const tensor<T>& w) {
        const shape& s = w.shape();
        return {w.data(), s[3], s[2], s[0], s[1], s[1] * s[2] * s[3], s[2] * s[3], s[3], 1};
    }
    /// The same kernel with the roles of input and output swapped.
    kernel_view transposed() const { return {data, in, out, rows, cols, row_step, col_step, out_step, in_step}; }
};

/// Calls f with the width of every tile of output channels as an integral constant, and the tile's first channel.
template <std::size_t Width = tile_channels, class F>
void for_each_tile(std::size_t channels, const F& f, std::size_t first = 0) {
    for (; first + Width <= channels; first += Width) f(std::integral_constant<std::size_t, Width>{}, first);
    if constexpr (Width > 1) for_each_tile<Width / 2>(channels, f, first);
}

/// The kernel reordered tile by tile as {tile, in, rows, cols, width}, so that a tile reads its weights in order.
template <class T>
buffer<T> pack_kernel(const kernel_view<T>& w) {
    buffer<T> packed = make_buffer<T>(w.out * w.in * w.rows * w.cols);
    parallel_for((w.out + tile_channels - 1) / tile_channels,
                 [&](std::size_t tile) {
                     const std::size_t begin = tile * tile_channels, end = std::min(begin + tile_channels, w.out);
                     for_each_tile(end - begin, [&](auto width, std::size_t first) {
                         T* to = packed.get() + (begin + first) * w.in * w.rows * w.cols;
                         // In the order in which the kernel is stored, so that it is read once.
                         for (std::size_t row = 0; row < w.rows; ++row)
                             for (std::size_t col = 0; col < w.cols; ++col)
                                 for (std::size_t i = 0; i < w.in; ++i) {
                                     const T* from = w.data + row * w.row_step + col * w.col_step + i * w.in_step +
                                                     (begin + first) * w.out_step;
                                     T* cell = to + ((i * w.rows + row) * w.cols + col) * width;
                                     for (std::size_t o = 0; o < width; ++o) cell[o] = from[o * w.out_step];
                                 }
                     });
                 },
                 tile_channels * w.in * w.rows * w.cols);
    return packed;
}

namespace detail {

/// Extents and strides (in elements) that a tile needs to know of its input.
struct input_grid {
    std::size_t channels, channel_step, row_step, lanes;
};

/// Width output channels of one pixel, Registers registers of samples each: y[o] = bias[o] + sum of w x over the taps.
template <std::size_t Width, std::size_t Registers, class T>
inline void correlate_pixel(const T* x, const T* w, const T* bias, T* y, std::size_t y_step, const input_grid& in,
                            std::size_t kernel_rows, std::size_t kernel_cols, const tap_run& row,
                            std::ptrdiff_t row_step, const tap_run& col, std::ptrdiff_t col_step) {
    using pack = simd::pack<T>;
    constexpr std::size_t lanes = simd::width<T>;
    pack sums[Width][Registers];
    for (std::size_t o = 0; o < Width; ++o)
        for (std::size_t v = 0; v < Registers; ++v) sums[o][v] = simd::broadcast(bias ? bias[o] : T{0});
    const T* x_start =
        x + static_cast<std::size_t>(row.first) * in.row_step + static_cast<std::size_t>(col.first) * in.lanes;
    const T* w_start =
        w + (row.window * static_cast<std::ptrdiff_t>(kernel_cols) + col.window) * static_cast<std::ptrdiff_t>(Width);
    const std::ptrdiff_t w_row = row_step * static_cast<std::ptrdiff_t>(kernel_cols * Width);
    const std::ptrdiff_t w_col = col_step * static_cast<std::ptrdiff_t>(Width);
    for (std::size_t i = 0; i < in.channels; ++i) {
        const T* x_row = x_start + i * in.channel_step;
        const T* w_line = w_start + i * kernel_rows * kernel_cols * Width;
        for (std::ptrdiff_t a = 0; a < row.count; ++a, x_row += in.row_step, w_line += w_row) {
            const T* x_cell = x_row;
            const T* w_cell = w_line;
            for (std::ptrdiff_t b = 0; b < col.count; ++b, x_cell += in.lanes, w_cell += w_col) {
                pack values[Registers];
                for (std::size_t v = 0; v < Registers; ++v) values[v] = simd::load(x_cell + v * lanes);
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
        for (std::size_t v = 0; v < Registers; ++v) simd::store(y + o * y_step + v * lanes, sums[o][v]);
}

}  // namespace detail

/// y[b, o, r, c, l] = bias[o] + sum over i and the taps of (r, c) of w(o, i, kr, kc) x[b, i, row, col, l].
/// x {blocks, in, rows, cols, lanes}; y {blocks, out, row taps, col taps, lanes}; packed by pack_kernel; bias {out} or
/// null.
template <class T>
void correlate(const tensor<T>& x, const buffer<T>& packed, const kernel_view<T>& w, const T* bias, const taps& rows,
               const taps& cols, tensor<T>& y) {
    const std::size_t lanes = x.lanes(), out_rows = y.rows(), out_cols = y.cols();
    const std::size_t y_step = out_rows * out_cols * lanes;
    const detail::input_grid in{x.channels(), x.rows() * x.cols() * lanes, x.cols() * lanes, lanes};
    const std::size_t tiles = (w.out + tile_channels - 1) / tile_channels;
    parallel_for(
        x.blocks() * tiles * out_rows,
        [&](std::size_t item) {
            const std::size_t r = item % out_rows, tile = item / out_rows % tiles, block = item / out_rows / tiles;
            const T* x_block = x.data() + block * x.block_size();
            const std::size_t begin = tile * tile_channels, end = std::min(begin + tile_channels, w.out);
            for_each_tile(end - begin, [&](auto width, std::size_t first) {
                const std::size_t o = begin + first;
                const T* weights = packed.get() + o * w.in * w.rows * w.cols;
                T* y_row = y.data() + block * y.block_size() + o * y_step + r * out_cols * lanes;
                const auto run = [&]<std::size_t Registers>(std::integral_constant<std::size_t, Registers>) {
                    for (std::size_t c = 0; c < out_cols; ++c)
                        for (std::size_t l = 0; l < lanes; l += Registers * simd::width<T>)
                            detail::correlate_pixel<width, Registers>(
                                x_block + l, weights, bias ? bias + o : nullptr, y_row + c * lanes + l, y_step, in,
                                w.rows, w.cols, rows.runs[r], rows.window_step, cols.runs[c], cols.window_step);
                };
                if (lanes % (2 * simd::width<T>) == 0) {
                    run(std::integral_constant<std::size_t, 2>{});
                } else {
                    run(std::integral_constant<std::size_t, 1>{});
                }
            });
        },
        out_cols * lanes * tile_channels * w.in * w.rows * w.cols);
}

}  // namespace diapir::kernels
