// The instantaneous phase of a trace, its cosine, and the rotation of phases: Taner, Koehler and Sheriff, Complex
// seismic trace analysis, Geophysics 44, 1979; bruges.attribute.instantaneous_phase and bruges.filters.rotate_phase,
// bruges 0.5.4.
#pragma once

#include <diapir/attributes/spectral/analytic_signal.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct phase_options {
    bool degrees = false;  ///< degrees in (-180, 180] instead of radians in (-pi, pi]
    trace_options trace{};
};

struct rotation_options {
    double degrees = 90;  ///< by how much phases grow
    trace_options trace{};
};

namespace detail {

inline double per_radian(bool degrees) {
    return degrees ? 180 / std::numbers::pi : 1;
}

}  // namespace detail

/// The angle of the analytic signal x + i q of sections {..., samples, traces}: 0 at peaks, +-pi at troughs, whatever
/// the amplitude; 0 where the envelope is 0. Throws argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> phase(const S& sections, const phase_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    const V factor(static_cast<T>(detail::per_radian(options.degrees)));
    return detail::map_complex_lines("phase", sections, options.trace, 0,
                                     [&](const detail::complex_lines<T>& z, V* out) {
                                         for (std::size_t i = 0; i < z.length; ++i)
                                             out[i] = simd::atan2(z.imaginary[i], z.real[i]) * factor;
                                     });
}

/// The cosine of the phase of sections {..., samples, traces}, x / envelope: the trace with its amplitudes taken away,
/// from -1 to 1. Throws argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> cosine_phase(const S& sections, const trace_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    const V undefined(static_cast<T>(options.undefined));
    return detail::map_complex_lines("cosine_phase", sections, options, 0,
                                     [&](const detail::complex_lines<T>& z, V* out) {
                                         for (std::size_t i = 0; i < z.length; ++i) {
                                             const V power = z.power(i), cosine = z.real[i] / simd::sqrt(power);
                                             out[i] = simd::select(power == V(T{0}), undefined, cosine);
                                         }
                                     });
}

/// Sections {..., samples, traces} with the phase of every frequency turned by the same angle: x cos - q sin, in units
/// of the amplitude. A wavelet of 0 degrees becomes one of that phase; turning back gives the section but for its mean,
/// which has no phase. Throws argument_error for fewer than two axes and degrees that are no number.
template <trace_source S>
array<trace_real_t<S>> rotate_phase(const S& sections, const rotation_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    require(std::isfinite(options.degrees), "rotate_phase: expected degrees, got ", options.degrees);
    const double angle = options.degrees / detail::per_radian(true);
    const V cosine(static_cast<T>(std::cos(angle))), sine(static_cast<T>(std::sin(angle)));
    return detail::map_complex_lines("rotate_phase", sections, options.trace, 0,
                                     [&](const detail::complex_lines<T>& z, V* out) {
                                         for (std::size_t i = 0; i < z.length; ++i)
                                             out[i] = (z.real[i] * cosine - z.imaginary[i] * sine) / z.unit;
                                     });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
