// The mean square amplitude in a sliding window, and its root: bruges.attribute.energy, bruges 0.5.4, with an explicit
// axis.
#pragma once

#include <diapir/attributes/section.hpp>

#include <cmath>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct energy_options {
    std::size_t window = 5;     ///< in samples or traces: i - window / 2 to i - window / 2 + window - 1
    axis along = axis::sample;  ///< the axis that the window runs along
    /// What the window sees beyond the section. As in bruges the mean counts zeros there, so that it reads low within
    /// half a window of the edge; edge::truncate gives the mean over the samples that exist.
    attributes::edge edge = edge::zero;
};

namespace detail {

/// The mean of (unit amplitude)^2 in the windows of one section.
template <class T>
void mean_square(const T* from, extents e, const energy_options& options, T unit, T* to) {
    std::vector<T> square(e.size());
    const auto squared = [unit](const auto& x) {
        const auto scaled = x * std::remove_cvref_t<decltype(x)>(unit);
        return scaled * scaled;
    };
    simd::transform(e.size(), square.data(), squared, from);
    kernels::window_mean(square.data(), e.along(options.along), options.window, options.edge, to);
}

}  // namespace detail

/// The mean of the squared amplitudes of sections {..., samples, traces} in the window around each sample, in squared
/// units of the amplitude. Throws argument_error for an empty window.
template <array_expression E>
array<real_t<E>> energy(const E& sections, const energy_options& options = {}) {
    using T = real_t<E>;
    require(options.window > 0, "energy: expected a window of at least 1 sample, got 0");
    return map_sections("energy", sections,
                        [&](const T* from, extents e, T* to) { detail::mean_square(from, e, options, T{1}, to); });
}

/// The root mean square amplitude: the square root of energy, in units of the amplitude whatever they are. Throws
/// argument_error for an empty window.
template <array_expression E>
array<real_t<E>> rms(const E& sections, const energy_options& options = {}) {
    using T = real_t<E>;
    require(options.window > 0, "rms: expected a window of at least 1 sample, got 0");
    return map_sections("rms", sections, [&](const T* from, extents e, T* to) {
        const T unit = unit_factor(from, e.size());
        detail::mean_square(from, e, options, unit, to);
        for (std::size_t i = 0; i < e.size(); ++i) to[i] = std::sqrt(to[i]) / unit;
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
