// Convolution with stride 1 in fewer multiplications (Winograd, Arithmetic complexity of computations, 1980; in two
// dimensions Lavin and Gray, Fast algorithms for convolutional neural networks, 2016), in the sample-last layout.
//
// The image is cut into tiles of 6 x 6 cells that overlap, each of which gives 4 x 4 outputs of a kernel of 3 x 3. A
// tile is a product of polynomials, and its values at six points (0, 1, -1, 2, -2 and infinity) along rows and columns
// are products of numbers: 36 multiplications for each pair of channels where the plain sum takes 144. What remains is,
// for every pair of points, a matrix {out, in} times {in, tiles}.
//
// Rounding errors are some times those of the plain sum, and largest in outputs that are small beside their neighbors.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>
#include <diapir/kernels/winograd/points.hpp>
#include <diapir/kernels/winograd/winograd_kernel.hpp>
#include <diapir/kernels/winograd/winograd_samples.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

template <class T>
void winograd(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const tap_run& row, const tap_run& col,
              tensor<T>& y) {
    const auto kept = form_of<winograd_weights<T>>(w);
    const buffer<T>& weights = kept->weights;
    using samples = winograd_samples<T>;
    const std::size_t groups = x.lanes() / simd::width<T>, registers = x.blocks() * groups;
    const std::size_t tile_rows = samples::tiles_along(y.rows()), all = threads();
    const std::size_t chunks = divide_up(w.out, tile_channels);
    // Few channels are shared out by rows of tiles, since threads that share a block by its registers take turns with
    // its cache lines; many by output channels, since each of those rows would read all weights.
    const bool few = w.in * w.out < 4096;  // whose weights fill half of the second cache
    const auto uneven = [&](std::size_t items) { return items % all != 0 && items < 4 * all; };
    std::size_t row_shares = 1, shares = 1;
    if (few)
        while (row_shares < tile_rows && (tile_rows % row_shares != 0 || uneven(x.blocks() * row_shares))) ++row_shares;
    const std::size_t items = registers * row_shares;
    while (shares < chunks && (few ? items * shares < all : uneven(items * shares))) ++shares;
    parallel_for(
        items * shares,
        [&](std::size_t item) {
            const std::size_t share = item % shares, group = item / shares % groups;
            const std::size_t row_share = item / shares / groups % row_shares;
            const std::size_t block = item / shares / groups / row_shares;
            const std::size_t first = share * chunks / shares, end = (share + 1) * chunks / shares;
            const std::size_t lane = group * simd::width<T>;
            samples(x, x.data() + block * x.block_size() + lane, row.first, col.first, y,
                    y.data() + block * y.block_size() + lane)
                .compute(weights.get() + first * winograd_points * winograd_points * w.in * tile_channels, bias,
                         row_share * tile_rows / row_shares, (row_share + 1) * tile_rows / row_shares,
                         first * tile_channels, std::min(end * tile_channels, w.out));
        },
        y.rows() * y.cols() * w.in * w.out * 9 * simd::width<T>);
}

}  // namespace detail

/// Whether `winograd` computes convolutions along this axis, and their adjoints.
inline bool winograd_applies(const window_axis& axis) {
    return axis.size == detail::winograd_size && axis.stride == 1;
}

/// As `correlate`, with a kernel that is not packed, on axes that `winograd_applies` to and lanes that fill registers.
template <class T>
void winograd(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const taps& rows, const taps& cols,
              tensor<T>& y) {
    detail::winograd(x, w, bias, rows.phases[0], cols.phases[0], y);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
