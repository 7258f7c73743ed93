// Pooling and its linear maps in the sample-last layout. A window's cells are numbered row by row; where maxima are
// equal, the first one wins, as in TensorFlow.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::kernels {

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// How many cells of a window a T can number. (Whole numbers would end at 2^24 in float.)
template <class T>
inline constexpr std::size_t most_cells = std::bit_cast<bits_of<T>>(std::numeric_limits<T>::infinity()) -
                                          std::bit_cast<bits_of<T>>(std::numeric_limits<T>::min());

/// The number of a window's cell: so many representable numbers after the smallest normal one.
template <class T>
T cell_number(std::size_t cell) {
    return std::bit_cast<T>(static_cast<bits_of<T>>(std::bit_cast<bits_of<T>>(std::numeric_limits<T>::min()) + cell));
}

/// Calls f(to, from, cell, cells) for every output pixel and every cell of its window that lies inside the image:
/// offsets of the pixel's lanes in y and x, the cell's number, and how many there are. y_like and x_like give the
/// extents; work is shared over blocks and channels.
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
                            f(y_plane + (r * cols.small + c) * lanes, x_plane + (x_row * x_like.cols() + x_col) * lanes,
                              static_cast<std::size_t>(a * col.count + b),
                              static_cast<std::size_t>(row.count * col.count));
                        }
                }
        },
        4 * rows.small * cols.small * rows.size * cols.size * lanes);
}

namespace detail {

/// Whether a value takes the place of the best so far. A NaN wins over any number and is kept, so that it is not lost
/// on the way.
struct wins {
    template <class V>
    auto operator()(const V& value, const V& best) const {
        return (value > best) || (simd::is_nan(value) && !simd::is_nan(best));
    }
};

/// best[i] becomes the larger one of it and values[i].
template <class T>
void keep_larger(std::size_t count, const T* values, T* best) {
    simd::transform(
        count, best, [](auto b, auto value) { return simd::select(wins{}(value, b), value, b); }, best, values);
}

/// Calls f(lines, count, col_taps, to) for every row of windows: the first of its `count` lines of the image, the taps
/// of its windows along a line, and where their results are to be written. Work is shared over these rows.
template <class T, class F>
void for_each_window_row(const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y,
                         const F& f) {
    const taps row_taps = rows.forward(), col_taps = cols.forward();
    const std::size_t line = cols.large * x.lanes();
    parallel_for(
        y.blocks() * y.channels() * rows.small,
        [&](std::size_t item) {
            const tap_run& row = row_taps.runs[item % rows.small];
            f(x.data() + (item / rows.small * rows.large + static_cast<std::size_t>(row.first)) * line, row.count,
              col_taps, y.data() + item * cols.small * x.lanes());
        },
        2 * line * rows.size);
}

/// y = the largest cell of each window: first along the columns of the image, then along its rows.
template <class T>
void largest_cells(const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y) {
    const std::size_t lanes = x.lanes(), line = cols.large * lanes;
    for_each_window_row(x, rows, cols, y, [=](const T* from, std::ptrdiff_t count, const taps& col_taps, T* to) {
        const buffer<T> best = make_buffer<T>(line);
        std::copy_n(from, line, best.get());
        for (std::ptrdiff_t a = 1; a < count; ++a)
            keep_larger(line, from + static_cast<std::size_t>(a) * line, best.get());
        for (const tap_run& col : col_taps.runs) {
            const T* cells = best.get() + static_cast<std::size_t>(col.first) * lanes;
            std::copy_n(cells, lanes, to);
            for (std::ptrdiff_t b = 1; b < col.count; ++b)
                keep_larger(lanes, cells + static_cast<std::size_t>(b) * lanes, to);
            to += lanes;
        }
    });
}

}  // namespace detail

/// y = the largest cell of each window. Where `winner` is not null it receives that cell_number.
template <class T>
void max_pool(const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y,
              tensor<T>* winner = nullptr) {
    if (!winner) return detail::largest_cells(x, rows, cols, y);
    parallel_fill(y.data(), y.size(), -std::numeric_limits<T>::infinity());
    parallel_fill(winner->data(), winner->size(), cell_number<T>(0));
    for_each_window_cell(y, x, rows, cols, [&](std::size_t to, std::size_t from, std::size_t cell, std::size_t) {
        const T number = cell_number<T>(cell);
        simd::transform(
            y.lanes(), winner->data() + to,
            [&](auto index, auto value, auto best) {
                return simd::select(detail::wins{}(value, best), decltype(index)(number), index);
            },
            winner->data() + to, x.data() + from, y.data() + to);
        detail::keep_larger(y.lanes(), x.data() + from, y.data() + to);
    });
}

namespace detail {

/// to += weight from where the winner is this cell; a null weight stands for 1.
template <class T>
void add_winner(std::size_t lanes, std::size_t cell, const T* winner, const T* weight, const T* from, T* to) {
    const T number = cell_number<T>(cell);
    const auto here = [number](auto sum, auto index, auto value) {
        return simd::select(index == decltype(index)(number), decltype(sum)(sum + value), sum);
    };
    if (weight) {
        simd::transform(
            lanes, to,
            [&](auto sum, auto index, auto value, auto factor) {
                return here(sum, index, decltype(value)(value * factor));
            },
            to, winner, from, weight);
    } else {
        simd::transform(lanes, to, here, to, winner, from);
    }
}

/// to += share from.
template <class T>
void add_share(std::size_t lanes, T share, const T* from, T* to) {
    simd::transform(
        lanes, to, [share](auto sum, auto value) { return simd::fma(decltype(value)(share), value, sum); }, to, from);
}

}  // namespace detail

/// y = weight v[winner]: for every window the cell that `winner` names, times the weight (1 where it is null), added to
/// y.
template <class T>
void gather_winner(const tensor<T>& v, const tensor<T>& winner, const tensor<T>* weight, const window_axis& rows,
                   const window_axis& cols, tensor<T>& y) {
    for_each_window_cell(y, v, rows, cols, [&](std::size_t to, std::size_t from, std::size_t cell, std::size_t) {
        const std::size_t at = to % winner.size();
        detail::add_winner(y.lanes(), cell, winner.data() + at, weight ? weight->data() + at : nullptr, v.data() + from,
                           y.data() + to);
    });
}

/// The adjoint of gather_winner: adds weight w to the cell that `winner` names, in x.
template <class T>
void scatter_winner(const tensor<T>& w, const tensor<T>& winner, const tensor<T>* weight, const window_axis& rows,
                    const window_axis& cols, tensor<T>& x) {
    for_each_window_cell(w, x, rows, cols, [&](std::size_t from, std::size_t to, std::size_t cell, std::size_t) {
        const std::size_t at = from % winner.size();
        detail::add_winner(w.lanes(), cell, winner.data() + at, weight ? weight->data() + at : nullptr, w.data() + from,
                           x.data() + to);
    });
}

/// y = the mean of the cells of each window that lie inside the image: they are added first along the columns of the
/// image, then along its rows, in double.
template <class T>
void average_pool(const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y) {
    const std::size_t lanes = x.lanes(), line = cols.large * lanes;
    detail::for_each_window_row(
        x, rows, cols, y, [=](const T* from, std::ptrdiff_t lines, const taps& col_taps, T* to) {
            const buffer<double> sums = make_buffer<double>(line), window = make_buffer<double>(lanes);
            std::fill_n(sums.get(), line, 0.0);
            for (std::ptrdiff_t a = 0; a < lines; ++a, from += line)
                for (std::size_t i = 0; i < line; ++i) sums[i] += static_cast<double>(from[i]);
            for (const tap_run& col : col_taps.runs) {
                const double* cells = sums.get() + static_cast<std::size_t>(col.first) * lanes;
                std::copy_n(cells, lanes, window.get());
                for (std::ptrdiff_t b = 1; b < col.count; ++b) {
                    cells += lanes;
                    for (std::size_t lane = 0; lane < lanes; ++lane) window[lane] += cells[lane];
                }
                const auto count = static_cast<double>(lines * col.count);
                for (std::size_t lane = 0; lane < lanes; ++lane) to[lane] = static_cast<T>(window[lane] / count);
                to += lanes;
            }
        });
}

/// The adjoint of average_pool: every cell of a window receives its share of w, added to x.
template <class T>
void average_pool_adjoint(const tensor<T>& w, const window_axis& rows, const window_axis& cols, tensor<T>& x) {
    for_each_window_cell(w, x, rows, cols, [&](std::size_t from, std::size_t to, std::size_t, std::size_t cells) {
        detail::add_share(w.lanes(), T{1} / static_cast<T>(cells), w.data() + from, x.data() + to);
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels

#ifdef DIAPIR_PRECOMPILED
#include <diapir/kernels/dispatch.hpp>
#endif
