// The envelope of a trace, also called instantaneous amplitude or reflection strength, and its quadrature: Taner,
// Koehler and Sheriff, Complex seismic trace analysis, Geophysics 44, 1979; bruges.attribute.envelope and quadrature,
// bruges 0.5.4.
#pragma once

#include <diapir/attributes/spectral/analytic_signal.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes {

namespace detail {

/// The envelope of lines, times their unit.
template <class T>
void scaled_envelope(const complex_lines<T>& z, simd::pack<T>* out) {
    for (std::size_t i = 0; i < z.length; ++i) out[i] = simd::sqrt(z.power(i));
}

}  // namespace detail

/// The magnitude sqrt(x^2 + q^2) of the analytic signal of sections {..., samples, traces}, in units of the amplitude.
/// High at strong reflections whatever their phase. Throws argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> envelope(const S& sections, const trace_options& options = {}) {
    using T = trace_real_t<S>;
    return detail::map_complex_lines("envelope", sections, options, 0,
                                     [](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                         detail::scaled_envelope(z, out);
                                         for (std::size_t i = 0; i < z.length; ++i) out[i] = out[i] / z.unit;
                                     });
}

/// The imaginary part q of the analytic signal of sections {..., samples, traces}: each trace delayed in phase by 90
/// degrees, in units of the amplitude. Throws argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> quadrature(const S& sections, const trace_options& options = {}) {
    using T = trace_real_t<S>;
    return detail::map_complex_lines("quadrature", sections, options, 0,
                                     [](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                         for (std::size_t i = 0; i < z.length; ++i) out[i] = z.imaginary[i] / z.unit;
                                     });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
