// One-dimensional stencils along any axis of a dense array, in parallel: weighted sums of neighbors, window sums and
// means. The cost of windows does not depend on their length.
#pragma once

#include <diapir/core/edge.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/line_windows.hpp>
#include <diapir/core/moving_sum.hpp>
#include <diapir/core/row_stencil.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/strips.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// Sets every entry of some rows of {length, size} to finish(i, sum), where i is its row and sum that of prepare(x)
/// over the rows i - window / 2 to i - window / 2 + window - 1, and writes them to `out` on. Both functions take
/// registers and scalars.
template <class T, class Prepare, class Finish>
void windows_down(const T* in, std::size_t length, std::size_t size, std::size_t window, edge mode, row_range rows,
                  T* out, const Prepare& prepare, const Finish& finish) {
    const std::size_t padded = whole_registers<T>(size);
    kept_vector<T> sums(padded);
    sum_down<T>(
        length, padded, window, mode, rows, sums.data(), 1,
        [&](std::size_t i, T* to) { simd::transform(size, to, prepare, in + i * size); },
        [&](std::size_t i, const T* sum) {
            T* to = out + (i - rows.first) * size;
            simd::transform(
                size, to, [&](const auto& x) { return finish(i, x); }, sum);
        });
}

/// The same with windows along the rows; i is then the entry's place in its row.
template <class T, class Prepare, class Finish>
void windows_along(const T* in, std::size_t size, std::size_t window, edge mode, row_range rows, T* out,
                   const Prepare& prepare, const Finish& finish) {
    using V = simd::pack<T>;
    constexpr std::size_t lanes = simd::width<T>;
    line_windows<T, 1> windows(size, window, mode);
    for (std::size_t first = rows.first; first < rows.last; first += lanes) {
        const std::size_t count = std::min(lanes, rows.last - first);
        const T* from[lanes];
        T* to[lanes];
        for (std::size_t line = 0; line < count; ++line, out += size) {
            from[line] = in + (first + line) * size;
            to[line] = out;
        }
        windows.template run<1, 1>(
            from, to, count, [&](const V* x, V* summed) { *summed = prepare(*x); },
            [&](std::size_t i, const V* sum, V* result) { *result = finish(i, *sum); });
    }
}

/// How many entries a window counts, for means.
template <class T>
class window_size {
public:
    window_size(std::size_t length, std::size_t window, edge mode) : length_(length), window_(window), mode_(mode) {}

    /// The mean of the window of entry i, from its sum in a register or a scalar.
    template <class V>
    V mean(std::size_t i, const V& sum) const {
        return sum / V(static_cast<T>(mode_ == edge::truncate ? inside(i) : window_));
    }

private:
    /// How many entries of the window of entry i lie inside the axis.
    std::size_t inside(std::size_t i) const {
        const std::size_t before = window_ / 2, after = window_ - 1 - before;
        return std::min(i, before) + 1 + std::min(length_ - 1 - i, after);
    }

    std::size_t length_, window_;
    edge mode_;
};

/// A dense array seen from one of its axes: {outer, length, inner}, all three above 0.
struct lines {
    std::size_t outer, length, inner;
};

namespace detail {

/// Calls along(rows) where the axis is contiguous, else down(offset, rows) for the part of the array that begins at
/// offset; in parallel.
template <class Along, class Down>
void for_each_line(const lines& l, std::size_t halo, const Along& along, const Down& down) {
    if (l.inner == 1 && l.outer > 1) {
        for_each_strip(1, l.outer, l.length, 0, [&](std::size_t, row_range rows) { along(rows); });
    } else {
        for_each_strip(l.outer, l.length, l.inner, halo,
                       [&](std::size_t outer, row_range rows) { down(outer * l.length * l.inner, rows); });
    }
}

}  // namespace detail

/// Correlates with the stencil {+-half[r], ..., +-half[1], half[0], half[1], ..., half[r]}, r = half.size() - 1.
template <parity P, class T>
void correlate(const T* in, const lines& l, const std::vector<T>& half, edge mode, T* out) {
    detail::for_each_line(
        l, 0, [&](row_range rows) { correlate_along<P>(in, l.length, half, mode, rows, out + rows.first * l.length); },
        [&](std::size_t offset, row_range rows) {
            T* to = out + offset + rows.first * l.inner;
            correlate_down<P>(in + offset, l.length, l.inner, half, mode, rows, to);
        });
}

/// Sets every entry to finish(i, sum), where i is its place along the axis and sum that over the `window` entries
/// i - window / 2 to i - window / 2 + window - 1. Throws argument_error for an empty window.
template <class T, class Finish>
void window_sum(const T* in, const lines& l, std::size_t window, edge mode, T* out, const Finish& finish) {
    require(window > 0, "window_sum: expected a window of at least 1 entry, got 0");
    const auto itself = [](const auto& x) { return x; };
    detail::for_each_line(
        l, window - 1,
        [&](row_range rows) {
            windows_along(in, l.length, window, mode, rows, out + rows.first * l.length, itself, finish);
        },
        [&](std::size_t offset, row_range rows) {
            T* to = out + offset + rows.first * l.inner;
            windows_down(in + offset, l.length, l.inner, window, mode, rows, to, itself, finish);
        });
}

template <class T>
void window_sum(const T* in, const lines& l, std::size_t window, edge mode, T* out) {
    window_sum(in, l, window, mode, out, [](std::size_t, const auto& sum) { return sum; });
}

/// window_sum divided by the window, or with edge::truncate by how many of its entries lie inside.
template <class T>
void window_mean(const T* in, const lines& l, std::size_t window, edge mode, T* out) {
    const window_size<T> entries(l.length, window, mode);
    window_sum(in, l, window, mode, out, [&](std::size_t i, const auto& sum) { return entries.mean(i, sum); });
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
