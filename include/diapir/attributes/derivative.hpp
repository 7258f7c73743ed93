// Derivative filters of three taps: scipy.ndimage.sobel and laplace, SciPy 1.10, in the section's own floating type.
#pragma once

#include <diapir/attributes/section.hpp>

#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// The derivative [-1, 0, 1] along one axis of sections {..., samples, traces}, smoothed by [1, 2, 1] along the other:
/// 8 times the slope per sample or trace. Positive where amplitudes grow down the samples, or from trace to trace.
template <array_expression E>
array<real_t<E>> sobel(const E& sections, axis along = axis::trace, edge mode = edge::reflect) {
    using T = real_t<E>;
    const axis across = along == axis::trace ? axis::sample : axis::trace;
    return map_sections("sobel", sections, [&](const T* from, extents e, T* to) {
        std::vector<T> slope(e.size());
        kernels::correlate_antisymmetric<T>(from, e.along(along), {0, 1}, mode, slope.data());
        kernels::correlate_symmetric<T>(slope.data(), e.along(across), {2, 1}, mode, to);
    });
}

/// The sum of the second differences [1, -2, 1] along both axes of sections {..., samples, traces}.
template <array_expression E>
array<real_t<E>> laplace(const E& sections, edge mode = edge::reflect) {
    using T = real_t<E>;
    return map_sections("laplace", sections, [&](const T* from, extents e, T* to) {
        std::vector<T> across(e.size());
        kernels::correlate_symmetric<T>(from, e.along(axis::trace), {-2, 1}, mode, across.data());
        kernels::correlate_symmetric<T>(from, e.along(axis::sample), {-2, 1}, mode, to);
        for (std::size_t i = 0; i < e.size(); ++i) to[i] += across[i];
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
