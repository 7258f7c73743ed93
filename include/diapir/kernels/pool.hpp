// Pooling and its linear maps in the sample-last layout. A window's cells are numbered row by row; where maxima are
// equal, the first one wins, as in TensorFlow.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace diapir::kernels {

/// Calls f(to, from, cell, cells) for every output pixel and every cell of its window: offsets of the pixel's lanes in
/// y and x, the cell's number, and how many cells the window has inside the image. y_like and x_like give the extents;
/// work is shared over blocks and channels.
template <class T, class F>
void for_each_window_cell(const tensor<T>& y_like, const tensor<T>& x_like, const window_axis& rows,
                          const window_axis& cols, const F& f) {
    const taps row_taps = rows.forward(), col_taps = cols.forward();
    const std::size_t lanes = y_like.lanes(), channels = y_like.channels();
    parallel_for(
        y_like.blocks() * channels,
        [&](std::size_t plane) {
            const std::size_t x_plane = plane * x_like.rows() * x_like.cols() * lanes;
            const std::size_t y_plane = plane * y_like.rows() * y_like.cols() * lanes;
            for (std::size_t r = 0; r < rows.small; ++r)
                for (std::size_t c = 0; c < cols.small; ++c) {
                    const tap_run &row = row_taps.runs[r], &col = col_taps.runs[c];
                    for (std::ptrdiff_t a = 0; a < row.count; ++a)
                        for (std::ptrdiff_t b = 0; b < col.count; ++b) {
                            const auto x_row = static_cast<std::size_t>(row.first + a),
                                       x_col = static_cast<std::size_t>(col.first + b);
                            const auto cell = static_cast<std::size_t>(row.window + a) * cols.size +
                                              static_cast<std::size_t>(col.window + b);
                            f(y_plane + (r * cols.small + c) * lanes, x_plane + (x_row * x_like.cols() + x_col) * lanes,
                              cell, static_cast<std::size_t>(row.count * col.count));
                        }
                }
        },
        4 * rows.small * cols.small * rows.size * cols.size * lanes);
}

/// y = the largest cell of each window. Where `winner` is not null it receives that cell's number, as a T.
template <class T>
void max_pool(const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y,
              tensor<T>* winner = nullptr) {
    using pack = simd::pack<T>;
    std::fill(y.begin(), y.end(), -std::numeric_limits<T>::infinity());
    if (winner) std::fill(winner->begin(), winner->end(), T{0});
    for_each_window_cell(y, x, rows, cols, [&](std::size_t to, std::size_t from, std::size_t cell, std::size_t) {
        for (std::size_t l = 0; l < y.lanes(); l += simd::width<T>) {
            const pack best = simd::load(y.data() + to + l), value = simd::load(x.data() + from + l);
            // A NaN wins over any number and is kept, so that it is not lost on the way.
            const auto wins = (value > best) || (!(value == value) && (best == best));
            simd::store(y.data() + to + l, simd::select(wins, value, best));
            if (winner) {
                T* index = winner->data() + to + l;
                simd::store(index, simd::select(wins, simd::broadcast(static_cast<T>(cell)), simd::load(index)));
            }
        }
    });
}

/// y = weight v[winner]: for every window the cell that `winner` names, times the weight (1 where it is null), added to
/// y.
template <class T>
void gather_winner(const tensor<T>& v, const tensor<T>& winner, const tensor<T>* weight, const window_axis& rows,
                   const window_axis& cols, tensor<T>& y) {
    const std::size_t cycle = winner.size();
    for_each_window_cell(y, v, rows, cols, [&](std::size_t to, std::size_t from, std::size_t cell, std::size_t) {
        for (std::size_t l = 0; l < y.lanes(); l += simd::width<T>) {
            const std::size_t at = (to + l) % cycle;
            auto value = simd::load(v.data() + from + l);
            if (weight) value *= simd::load(weight->data() + at);
            const auto here = simd::load(winner.data() + at) == simd::broadcast(static_cast<T>(cell));
            const auto before = simd::load(y.data() + to + l);
            simd::store(y.data() + to + l, simd::select(here, before + value, before));
        }
    });
}

/// The adjoint of gather_winner: adds weight w to the cell that `winner` names, in x.
template <class T>
void scatter_winner(const tensor<T>& w, const tensor<T>& winner, const tensor<T>* weight, const window_axis& rows,
                    const window_axis& cols, tensor<T>& x) {
    const std::size_t cycle = winner.size();
    for_each_window_cell(w, x, rows, cols, [&](std::size_t from, std::size_t to, std::size_t cell, std::size_t) {
        for (std::size_t l = 0; l < w.lanes(); l += simd::width<T>) {
            const std::size_t at = (from + l) % cycle;
            auto value = simd::load(w.data() + from + l);
            if (weight) value *= simd::load(weight->data() + at);
            const auto here = simd::load(winner.data() + at) == simd::broadcast(static_cast<T>(cell));
            const auto before = simd::load(x.data() + to + l);
            simd::store(x.data() + to + l, simd::select(here, before + value, before));
        }
    });
}

/// y = the mean of the cells of each window that lie inside the image.
template <class T>
void average_pool(const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y) {
    std::fill(y.begin(), y.end(), T{0});
    for_each_window_cell(y, x, rows, cols, [&](std::size_t to, std::size_t from, std::size_t, std::size_t cells) {
        const auto share = simd::broadcast(T{1} / static_cast<T>(cells));
        for (std::size_t l = 0; l < y.lanes(); l += simd::width<T>)
            simd::store(y.data() + to + l,
                        simd::fma(share, simd::load(x.data() + from + l), simd::load(y.data() + to + l)));
    });
}

/// The adjoint of average_pool: every cell of a window receives its share of w, added to x.
template <class T>
void average_pool_adjoint(const tensor<T>& w, const window_axis& rows, const window_axis& cols, tensor<T>& x) {
    for_each_window_cell(w, x, rows, cols, [&](std::size_t from, std::size_t to, std::size_t, std::size_t cells) {
        const auto share = simd::broadcast(T{1} / static_cast<T>(cells));
        for (std::size_t l = 0; l < w.lanes(); l += simd::width<T>)
            simd::store(x.data() + to + l,
                        simd::fma(share, simd::load(w.data() + from + l), simd::load(x.data() + to + l)));
    });
}

}  // namespace diapir::kernels
