// The kernel behind convolution, transposed convolution and the data gradients of both, in the sample-last layout:
// every output pixel gathers from the input pixels that its taps name. Border pixels visit fewer taps; nothing is
// padded.
//
// A tile of output channels stays in two registers each. With many samples a register holds one pixel of several
// samples; with few it holds a run along the row, (cols x lanes) flattened, and only the runs at the borders are copied
// and padded. Both add up in the same order, so that a sample's result does not depend on the batch it is in.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace diapir::kernels {

namespace detail {

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

/// One row of one tile: everything that both ways of filling registers need to know.
template <std::size_t Width, class T>
struct tile_row {
    const tensor<T>& x;
    const T* x_block;  ///< of the row's block
    const T* weights;  ///< of the tile
    const T* bias;     ///< of the tile, or null
    T* y;              ///< the row in the tile's first channel
    std::size_t y_channel, out_cols;
    const kernel_view<T>& kernel;
    const taps& cols;
    const tap_run& row;
    std::ptrdiff_t row_window_step;

    tile_walk walk(std::ptrdiff_t col_count) const {
        const auto width = static_cast<std::ptrdiff_t>(Width), kernel_cols = static_cast<std::ptrdiff_t>(kernel.cols);
        const auto lanes = static_cast<std::ptrdiff_t>(x.lanes()),
                   x_row = static_cast<std::ptrdiff_t>(x.cols()) * lanes;
        return {x.channels(),
                row.count,
                col_count,
                static_cast<std::ptrdiff_t>(x.rows()) * x_row,
                x_row,
                lanes,
                static_cast<std::ptrdiff_t>(kernel.rows) * kernel_cols * width,
                row_window_step * kernel_cols * width,
                cols.window_step * width};
    }
    const T* first_weight(std::ptrdiff_t col_window) const {
        return weights + (row.window * static_cast<std::ptrdiff_t>(kernel.cols) + col_window) *
                             static_cast<std::ptrdiff_t>(Width);
    }
    const T* x_row() const { return x_block + static_cast<std::size_t>(row.first) * x.cols() * x.lanes(); }

    /// Registers along the samples; lanes are a multiple of the registers.
    template <std::size_t Registers>
    void by_samples() const {
        const std::size_t lanes = x.lanes();
        tile_walk w = walk(0);
        for (std::size_t c = 0; c < out_cols; ++c) {
            const tap_run& col = cols.runs[c];
            w.cols = col.count;
            const T *from = x_row() + static_cast<std::size_t>(col.first) * lanes, *first = first_weight(col.window);
            for (std::size_t l = 0; l < lanes; l += Registers * simd::width<T>)
                correlate_tile<Width, Registers>(from + l, first, bias, y + c * lanes + l, y_channel, w);
        }
    }

    /// Registers along the row, for any number of lanes; needs the phases of the columns.
    void by_columns() const {
        constexpr std::size_t length = 2 * simd::width<T>;
        const auto lanes = static_cast<std::ptrdiff_t>(x.lanes()),
                   x_length = static_cast<std::ptrdiff_t>(x.cols()) * lanes;
        const std::size_t phases = cols.phases.size();
        alignas(64) T results[Width * length];
        for (std::size_t phase = 0; phase < phases; ++phase) {
            const tap_run& col = cols.phases[phase];
            const std::size_t positions = (out_cols + phases - 1 - phase) / phases * x.lanes();
            const std::ptrdiff_t reach = static_cast<std::ptrdiff_t>(length) + (col.count - 1) * lanes;
            for (std::size_t j = 0; j < positions; j += length) {
                const std::ptrdiff_t from = static_cast<std::ptrdiff_t>(j) + col.first * lanes;
                const bool inside = from >= 0 && from + reach <= x_length, whole = j + length <= positions;
                const bool direct = whole && phases == 1;
                T* to = direct ? y + j : results;
                const std::size_t step = direct ? y_channel : length;
                if (inside || col.count <= 0) {
                    correlate_tile<Width, 2>(x_row() + from, first_weight(col.window), bias, to, step, walk(col.count));
                } else {
                    padded(from, reach, col, to, step);
                }
                if (direct) continue;
                const std::size_t count = std::min(length, positions - j);
                for (std::size_t o = 0; o < Width; ++o)
                    for (std::size_t e = 0; e < count; ++e) {
                        const std::size_t at = j + e, n = at / x.lanes(), l = at % x.lanes();
                        y[o * y_channel + (phase + n * phases) * x.lanes() + l] = results[o * length + e];
                    }
            }
        }
    }

private:
    /// A run that reaches over the border: its input is copied, with zeros where there is none.
    void padded(std::ptrdiff_t from, std::ptrdiff_t reach, const tap_run& col, T* to, std::size_t step) const {
        const std::ptrdiff_t x_length = static_cast<std::ptrdiff_t>(x.cols() * x.lanes());
        const std::ptrdiff_t begin = std::clamp<std::ptrdiff_t>(-from, 0, reach),
                             end = std::clamp<std::ptrdiff_t>(x_length - from, begin, reach);
        tile_walk w = walk(col.count);
        const buffer<T> copy =
            make_buffer<T>(x.channels() * static_cast<std::size_t>(std::max<std::ptrdiff_t>(row.count, 1) * reach));
        T* line = copy.get();
        for (std::size_t i = 0; i < x.channels(); ++i)
            for (std::ptrdiff_t a = 0; a < row.count; ++a, line += reach) {
                const T* source = x_row() + static_cast<std::ptrdiff_t>(i) * w.x_channel + a * w.x_row + from;
                std::fill(line, line + begin, T{0});
                std::copy(source + begin, source + end, line + begin);
                std::fill(line + end, line + reach, T{0});
            }
        w.x_row = reach;
        w.x_channel = row.count * reach;
        correlate_tile<Width, 2>(copy.get(), first_weight(col.window), bias, to, step, w);
    }
};

}  // namespace detail

/// y[b, o, r, c, l] = bias[o] + sum over i and the taps of (r, c) of w(o, i, kr, kc) x[b, i, row, col, l].
/// x {blocks, in, rows, cols, lanes}; y {blocks, out, row taps, col taps, lanes}; packed by pack_kernel; bias {out} or
/// null.
template <class T>
void correlate(const tensor<T>& x, const buffer<T>& packed, const kernel_view<T>& w, const T* bias, const taps& rows,
               const taps& cols, tensor<T>& y) {
    const std::size_t lanes = x.lanes(), out_rows = y.rows(), y_channel = out_rows * y.cols() * lanes;
    if (lanes % simd::width<T> != 0 && cols.phases.empty()) {  // neither way fits: a detour over full lanes
        const tensor<T> wide = x.with_lanes(simd::width<T>);
        tensor<T> result = wide.batch_like(y.channels(), out_rows, y.cols());
        correlate(wide, packed, w, bias, rows, cols, result);
        y = result.with_lanes(lanes);
        return;
    }
    const std::size_t tiles = (w.out + tile_channels - 1) / tile_channels;
    parallel_for(
        x.blocks() * tiles * out_rows,
        [&](std::size_t item) {
            const std::size_t r = item % out_rows, tile = item / out_rows % tiles, block = item / out_rows / tiles;
            const std::size_t begin = tile * tile_channels, end = std::min(begin + tile_channels, w.out);
            for_each_tile(end - begin, [&](auto width, std::size_t first) {
                const std::size_t o = begin + first;
                const detail::tile_row<width, T> row{
                    x,
                    x.data() + block * x.block_size(),
                    packed.get() + o * w.in * w.rows * w.cols,
                    bias ? bias + o : nullptr,
                    y.data() + block * y.block_size() + o * y_channel + r * y.cols() * lanes,
                    y_channel,
                    y.cols(),
                    w,
                    cols,
                    rows.runs[r],
                    rows.window_step};
                if (lanes % (2 * simd::width<T>) == 0) {
                    row.template by_samples<2>();
                } else if (lanes % simd::width<T> == 0) {
                    row.template by_samples<1>();
                } else {
                    row.by_columns();
                }
            });
        },
        y.cols() * lanes * tile_channels * w.in * w.rows * w.cols);
}

}  // namespace diapir::kernels
