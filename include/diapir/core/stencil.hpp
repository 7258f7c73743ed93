// One-dimensional stencils along an axis of a dense array: weighted sums of neighbors, window sums and means.
// Edge modes and the pairing of taps are those of scipy.ndimage.correlate1d, SciPy 1.10.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// What a stencil sees beyond the ends a b c d of an axis.
enum class edge {
    zero,      ///< 0 0 | a b c d | 0 0
    truncate,  ///< nothing: sums leave it out, and means divide by the number of entries inside
    nearest,   ///< a a | a b c d | d d
    reflect,   ///< b a | a b c d | d c (SciPy's reflect, numpy.pad's symmetric)
    mirror     ///< c b | a b c d | c b (SciPy's mirror, numpy.pad's reflect)
};

/// The entry of an axis of `length` > 0 entries that stands for entry i, which may lie outside; -1 for none.
inline std::ptrdiff_t edge_index(std::ptrdiff_t i, std::ptrdiff_t length, edge mode) {
    if (i >= 0 && i < length) return i;
    if (mode == edge::nearest) return i < 0 ? 0 : length - 1;
    if (mode == edge::reflect) {
        const std::ptrdiff_t period = 2 * length, phase = (i % period + period) % period;
        return phase < length ? phase : period - 1 - phase;
    }
    if (mode == edge::mirror) {
        if (length == 1) return 0;
        const std::ptrdiff_t period = 2 * (length - 1), phase = (i % period + period) % period;
        return phase < length ? phase : period - phase;
    }
    return -1;
}

/// A dense array seen from one of its axes: {outer, length, inner}, all three above 0.
struct lines {
    std::size_t outer, length, inner;
};

/// Calls f(i) for every i below count; in parallel where there is work for it, that is for many elements.
template <class F>
void for_each_line(std::size_t count, std::size_t elements, const F& f) {
    if (elements >= 32768) {
        parallel_for(count, f);
    } else {
        for (std::size_t i = 0; i < count; ++i) f(i);
    }
}

/// The array {outer, before + length + after, inner}: `in` continued beyond both ends of the axis.
template <class T>
std::vector<T> extended(const T* in, const lines& l, std::size_t before, std::size_t after, edge mode) {
    const std::size_t line = l.length * l.inner, wide = (before + l.length + after) * l.inner;
    std::vector<T> out(l.outer * wide);
    for_each_line(l.outer, out.size(), [&](std::size_t outer) {
        const T* from = in + outer * line;
        T* to = out.data() + outer * wide;
        const auto fill = [&](std::size_t place) {
            const std::ptrdiff_t source =
                edge_index(static_cast<std::ptrdiff_t>(place) - static_cast<std::ptrdiff_t>(before),
                           static_cast<std::ptrdiff_t>(l.length), mode);
            if (source >= 0)
                std::copy_n(from + static_cast<std::size_t>(source) * l.inner, l.inner, to + place * l.inner);
        };
        for (std::size_t place = 0; place < before; ++place) fill(place);
        std::copy_n(from, line, to + before * l.inner);
        for (std::size_t place = 0; place < after; ++place) fill(before + l.length + place);
    });
    return out;
}

/// Sets out[i] = f(at) for every entry of the array, where at(k), k from 0 to before + after, reads the entry k -
/// before places further along the axis, as a register or as a scalar.
template <class T, class F>
void stencil(const T* in, const lines& l, std::size_t before, std::size_t after, edge mode, T* out, const F& f) {
    const std::vector<T> wide = extended(in, l, before, after, mode);
    const std::size_t count = l.length * l.inner, wide_count = (l.length + before + after) * l.inner;
    constexpr std::size_t run = 8192;
    const std::size_t runs = (count + run - 1) / run;
    for_each_line(l.outer * runs, l.outer * count, [&](std::size_t item) {
        const std::size_t first = item % runs * run, last = std::min(count, first + run);
        const T* from = wide.data() + item / runs * wide_count;
        T* to = out + item / runs * count;
        std::size_t i = first;
        for (; i + simd::width<T> <= last; i += simd::width<T>)
            simd::store(to + i, f([&](std::size_t k) { return simd::load(from + k * l.inner + i); }));
        for (; i < last; ++i) to[i] = f([&](std::size_t k) { return from[k * l.inner + i]; });
    });
}

/// Correlates with the symmetric stencil {half[r], ..., half[1], half[0], half[1], ..., half[r]}, r = half.size() - 1.
template <class T>
void correlate_symmetric(const T* in, const lines& l, const std::vector<T>& half, edge mode, T* out) {
    const std::size_t r = half.size() - 1;
    stencil(in, l, r, r, mode, out, [&](const auto& at) {
        using V = decltype(at(0));
        V sum = V(half[0]) * at(r);
        for (std::size_t k = 1; k <= r; ++k) sum = simd::fma(V(half[k]), V(at(r + k) + at(r - k)), sum);
        return sum;
    });
}

/// Correlates with the antisymmetric stencil {-half[r], ..., -half[1], 0, half[1], ..., half[r]}; half[0] is not read.
/// The taps are paired, so that the response to a constant stretch is exactly 0.
template <class T>
void correlate_antisymmetric(const T* in, const lines& l, const std::vector<T>& half, edge mode, T* out) {
    const std::size_t r = half.size() - 1;
    stencil(in, l, r, r, mode, out, [&](const auto& at) {
        using V = decltype(at(0));
        V sum = V(T(0));
        for (std::size_t k = 1; k <= r; ++k) sum = simd::fma(V(half[k]), V(at(r + k) - at(r - k)), sum);
        return sum;
    });
}

/// Sums over the `window` > 0 entries i - window / 2 to i - window / 2 + window - 1 of the axis, each sum taken afresh,
/// so that windows of zeros give exactly 0.
template <class T>
void window_sum(const T* in, const lines& l, std::size_t window, edge mode, T* out) {
    stencil(in, l, window / 2, window - 1 - window / 2, mode, out, [&](const auto& at) {
        auto sum = at(0);
        for (std::size_t k = 1; k < window; ++k) sum = sum + at(k);
        return sum;
    });
}

/// window_sum divided by the window, or with edge::truncate by how many of its entries lie inside.
template <class T>
void window_mean(const T* in, const lines& l, std::size_t window, edge mode, T* out) {
    window_sum(in, l, window, mode, out);
    const std::size_t before = window / 2, after = window - 1 - before;
    for_each_line(l.outer, l.outer * l.length * l.inner, [&](std::size_t outer) {
        for (std::size_t i = 0; i < l.length; ++i) {
            const std::size_t inside = std::min(i, before) + 1 + std::min(l.length - 1 - i, after);
            const T count = static_cast<T>(mode == edge::truncate ? inside : window);
            T* entry = out + (outer * l.length + i) * l.inner;
            for (std::size_t k = 0; k < l.inner; ++k) entry[k] /= count;
        }
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
