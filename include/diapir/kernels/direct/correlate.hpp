// The kernel behind convolution, transposed convolution and the data gradients of both, in the sample-last layout:
// every output pixel gathers from the input pixels that its taps name.
//
// A tile of output channels stays in two registers each. With many samples a register holds one pixel of several
// samples, and border pixels visit fewer taps. With few it holds a run along the rows, (cols x lanes) flattened, of
// images that are copied once with zeros around them. Both add up in the same order, so that a sample's result does not
// depend on the batch it is in.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/direct/correlate_planes.hpp>
#include <diapir/kernels/direct/correlate_tile.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

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
};

/// Copies all lanes of all blocks of a tensor to those of another one, in their order; lanes beyond them are zero. A
/// stack of tangents has empty lanes in the middle.
template <class T>
void copy_lanes(const tensor<T>& from, tensor<T>& to) {
    const std::size_t cells = from.block_size() / from.lanes();
    std::fill(to.begin(), to.end(), T{0});
    const std::size_t count = std::min(from.blocks() * from.lanes(), to.blocks() * to.lanes());
    for (std::size_t lane = 0; lane < count; ++lane) {
        const T* source = from.data() + lane / from.lanes() * from.block_size() + lane % from.lanes();
        T* target = to.data() + lane / to.lanes() * to.block_size() + lane % to.lanes();
        for (std::size_t cell = 0; cell < cells; ++cell) target[cell * to.lanes()] = source[cell * from.lanes()];
    }
}

}  // namespace detail

/// y[b, o, r, c, l] = bias[o] + sum over i and the taps of (r, c) of w(o, i, kr, kc) x[b, i, row, col, l].
/// x {blocks, in, rows, cols, lanes}; y {blocks, out, row taps, col taps, lanes}; packed by pack_kernel; bias {out} or
/// null.
template <class T>
void correlate(const tensor<T>& x, const buffer<T>& packed, const kernel_view<T>& w, const T* bias, const taps& rows,
               const taps& cols, tensor<T>& y) {
    const std::size_t lanes = x.lanes(), out_rows = y.rows(), y_channel = out_rows * y.cols() * lanes;
    if (lanes % simd::width<T> != 0) {
        if (rows.phase_step == 1 && cols.phase_step == 1)
            return detail::correlate_planes(x, packed, w, bias, rows, cols, y);
        const std::size_t all = x.blocks() * lanes, wide_lanes = simd::width<T>;  // a detour over full lanes
        auto wide =
            tensor<T>::batch_of_blocks(divide_up(all, wide_lanes), x.channels(), x.rows(), x.cols(), wide_lanes, all);
        detail::copy_lanes(x, wide);
        tensor<T> result = wide.batch_like(y.channels(), out_rows, y.cols());
        correlate(wide, packed, w, bias, rows, cols, result);
        detail::copy_lanes(result, y);
        return;
    }
    const std::size_t tiles = divide_up(w.out, tile_channels);
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
                } else {
                    row.template by_samples<1>();
                }
            });
        },
        y.cols() * lanes * tile_channels * w.in * w.rows * w.cols);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
