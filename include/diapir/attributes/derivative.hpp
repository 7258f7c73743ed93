// Derivative filters of three taps: scipy.ndimage.sobel and laplace, SciPy 1.10, in the section's own floating type.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/row_stencil.hpp>

#include <algorithm>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

namespace detail {

/// Differences down the samples first, then smoothed across the traces.
template <class T>
void sobel_down(const section<T>& s, edge mode, row_range rows, T* to) {
    using kernels::parity;
    const auto [samples, traces] = s.extents;
    const std::vector<T> difference{0, 1}, smooth{2, 1};
    const kernels::continued_rows<T> all(s.amplitudes, samples, traces, mode);
    kernels::continued_line<T> slope(traces, 1, mode);
    const T* taps[3];
    for (std::size_t i = rows.first; i < rows.last; ++i, to += traces) {
        all.taps(i, 1, 3, taps);
        kernels::weigh<parity::odd>(difference, taps, traces, slope.entries());
        kernels::weigh<parity::even>(smooth, slope.taps(), traces, to);
    }
}

/// Differences across the traces first, of every row once, then smoothed down the samples.
template <class T>
void sobel_across(const section<T>& s, edge mode, row_range rows, T* to) {
    using kernels::parity;
    const auto [samples, traces] = s.extents;
    const std::vector<T> difference{0, 1}, smooth{2, 1};
    kernels::continued_line<T> line(traces, 1, mode);
    kept_vector<T> slopes(3 * traces);
    for (std::size_t k = rows.first; k < rows.last + 2; ++k) {
        T* slope = slopes.data() + k % 3 * traces;
        const std::ptrdiff_t source = kernels::edge_index(k, 1, samples, mode);
        if (source < 0) {
            std::fill_n(slope, traces, T{0});
        } else {
            std::copy_n(s.amplitudes + static_cast<std::size_t>(source) * traces, traces, line.entries());
            kernels::weigh<parity::odd>(difference, line.taps(), traces, slope);
        }
        if (k < rows.first + 2) continue;
        const T* const taps[] = {slopes.data() + (k - 2) % 3 * traces, slopes.data() + (k - 1) % 3 * traces, slope};
        kernels::weigh<parity::even>(smooth, taps, traces, to);
        to += traces;
    }
}

/// Rows of sobel, written to `to` on.
template <class T>
void sobel(const section<T>& s, axis along, edge mode, row_range rows, T* to) {
    along == axis::trace ? sobel_across(s, mode, rows, to) : sobel_down(s, mode, rows, to);
}

/// Rows of laplace, written to `to` on.
template <class T>
void laplace(const section<T>& s, edge mode, row_range rows, T* to) {
    using kernels::parity;
    const auto [samples, traces] = s.extents;
    const std::vector<T> second{-2, 1};
    const kernels::continued_rows<T> all(s.amplitudes, samples, traces, mode);
    kernels::continued_line<T> line(traces, 1, mode);
    kept_vector<T> across(traces);
    const T* taps[3];
    for (std::size_t i = rows.first; i < rows.last; ++i, to += traces) {
        all.taps(i, 1, 3, taps);
        kernels::weigh<parity::even>(second, taps, traces, to);
        std::copy_n(taps[1], traces, line.entries());
        kernels::weigh<parity::even>(second, line.taps(), traces, across.data());
        simd::transform(
            traces, to, [](const auto& a, const auto& b) { return a + b; }, to, across.data());
    }
}

}  // namespace detail

/// The derivative [-1, 0, 1] along one axis of sections {..., samples, traces}, smoothed by [1, 2, 1] along the other:
/// 8 times the slope per sample or trace. Positive where amplitudes grow down the samples, or from trace to trace.
template <array_expression E>
array<real_t<E>> sobel(const E& sections, axis along = axis::trace, edge mode = edge::reflect) {
    using T = real_t<E>;
    return map_sections("sobel", sections, {.halo = 2}, [&](const detail::section<T>& s, row_range rows, T* to) {
        detail::sobel(s, along, mode, rows, to);
    });
}

/// The sum of the second differences [1, -2, 1] along both axes of sections {..., samples, traces}.
template <array_expression E>
array<real_t<E>> laplace(const E& sections, edge mode = edge::reflect) {
    using T = real_t<E>;
    return map_sections("laplace", sections, {}, [&](const detail::section<T>& s, row_range rows, T* to) {
        detail::laplace(s, mode, rows, to);
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
