// The mean square amplitude in a sliding window, its root and its logarithm: bruges.attribute.energy, bruges 0.5.4,
// with an explicit axis.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/stencil.hpp>

#include <cmath>
#include <cstddef>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct energy_options {
    std::size_t window = 5;     ///< in samples or traces: i - window / 2 to i - window / 2 + window - 1
    axis along = axis::sample;  ///< the axis that the window runs along
    /// What the window sees beyond the section. As in bruges the mean counts zeros there, so that it reads low within
    /// half a window of the edge; edge::truncate gives the mean over the samples that exist.
    attributes::edge edge = edge::zero;
};

namespace detail {

/// finish(mean of (unit amplitude)^2 in the window) of rows of a section, written to `to` on.
template <class T, class Finish>
void mean_square(const section<T>& s, const energy_options& options, row_range rows, T* to, const Finish& finish) {
    const auto [samples, traces] = s.extents;
    const bool down = options.along == axis::sample;
    const kernels::window_size<T> size(down ? samples : traces, options.window, options.edge);
    const auto squared = [unit = s.unit](const auto& x) {
        using V = std::remove_cvref_t<decltype(x)>;
        const V scaled = x * V(unit);
        return V(scaled * scaled);
    };
    const auto result = [&](std::size_t i, const auto& sum) { return finish(size.mean(i, sum)); };
    if (down)
        kernels::windows_down(s.amplitudes, samples, traces, options.window, options.edge, rows, to, squared, result);
    else
        kernels::windows_along(s.amplitudes, traces, options.window, options.edge, rows, to, squared, result);
}

/// Rows of energy, written to `to` on. The section has unit 1.
template <class T>
void energy(const section<T>& s, const energy_options& options, row_range rows, T* to) {
    mean_square(s, options, rows, to, [](const auto& mean) { return mean; });
}

inline void require_valid(const energy_options& options, const char* name) {
    require(options.window > 0, name, ": expected a window of at least 1 sample, got 0");
    require(options.window <= longest_window, name, ": expected a window of at most ", longest_window, " samples, got ",
            options.window);
}

/// The rows beyond its own that a strip computes.
inline std::size_t halo(const energy_options& options) {
    return options.along == axis::sample ? options.window - 1 : 0;
}

}  // namespace detail

/// The mean of the squared amplitudes of sections {..., samples, traces} in the window around each sample, in squared
/// units of the amplitude. Throws argument_error for an empty window.
template <array_expression E>
array<real_t<E>> energy(const E& sections, const energy_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options, "energy");
    return map_sections(
        "energy", sections, {.halo = detail::halo(options)},
        [&](const detail::section<T>& s, row_range rows, T* to) { detail::energy(s, options, rows, to); });
}

/// The root mean square amplitude: the square root of energy, in units of the amplitude whatever they are. Throws
/// argument_error for an empty window.
template <array_expression E>
array<real_t<E>> rms(const E& sections, const energy_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options, "rms");
    return map_sections("rms", sections, {.halo = detail::halo(options), .unit = true},
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            detail::mean_square(s, options, rows, to, [unit = s.unit](const auto& mean) {
                                using V = std::remove_cvref_t<decltype(mean)>;
                                return V(simd::sqrt(mean) / V(unit));
                            });
                        });
}

/// The natural logarithm of energy: another unit of the amplitude adds a constant. Minus infinity in a window of zeros.
/// Throws argument_error for an empty window.
template <array_expression E>
array<real_t<E>> log_energy(const E& sections, const energy_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options, "log_energy");
    return map_sections("log_energy", sections, {.halo = detail::halo(options), .unit = true},
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            const T of_unit = 2 * std::log(s.unit);
                            detail::mean_square(s, options, rows, to, [of_unit](const auto& mean) {
                                using V = std::remove_cvref_t<decltype(mean)>;
                                return V(simd::log(mean) - V(of_unit));
                            });
                        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
