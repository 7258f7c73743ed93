// How fast the envelope E of a trace changes, relative to itself: R = (dE / dt) / E, its derivative, and what follows
// from both and the instantaneous frequency f. Barnes, Instantaneous spectral bandwidth and dominant frequency with
// applications to seismic reflection data, Geophysics 58, 1993; Taner, Attributes revisited, 2001. Derivatives are
// central differences, one-sided at the ends of a trace.
#pragma once

#include <diapir/attributes/spectral/analytic_signal.hpp>
#include <diapir/attributes/spectral/envelope.hpp>
#include <diapir/attributes/spectral/instantaneous_frequency.hpp>

#include <cstddef>
#include <limits>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct amplitude_change_options {
    /// Limits the relative amplitude change, in 1 / s. d2geo has 1 for a sample interval of 1.
    double most = std::numeric_limits<double>::infinity();
    trace_options trace{};
};

struct dominant_frequency_options {
    frequency_definition definition = frequency_definition::scheuer_oldenburg;
    trace_options trace{};
};

namespace detail {

/// The derivative of lines by central differences; 0 of one sample.
template <class T>
void derivative_of_line(const simd::pack<T>* in, std::size_t length, double sample_interval, simd::pack<T>* out) {
    using V = simd::pack<T>;
    const V once(static_cast<T>(1 / sample_interval)), twice(static_cast<T>(0.5 / sample_interval));
    if (length == 1) {
        out[0] = in[0] - in[0];
        return;
    }
    out[0] = (in[1] - in[0]) * once;
    for (std::size_t i = 1; i + 1 < length; ++i) out[i] = (in[i + 1] - in[i - 1]) * twice;
    out[length - 1] = (in[length - 1] - in[length - 2]) * once;
}

/// The relative amplitude change of lines in 1 / s.
template <class T>
void amplitude_change(const complex_lines<T>& z, const trace_options& options, double most, simd::pack<T>* out) {
    using V = simd::pack<T>;
    kept_vector<V> envelope(z.length);
    scaled_envelope(z, envelope.data());
    derivative_of_line<T>(envelope.data(), z.length, options.sample_interval, out);
    const V undefined(static_cast<T>(options.undefined)), none(T{0}), limit(static_cast<T>(most));
    for (std::size_t i = 0; i < z.length; ++i) {
        const V change = out[i] / envelope[i];
        const V limited = simd::select(change > limit, limit, V(simd::select(change < -limit, V(-limit), change)));
        out[i] = simd::select(envelope[i] == none, undefined, limited);
    }
}

/// The derivative of the relative amplitude change of lines in 1 / s^2; where that is undefined, it counts as none.
template <class T>
void amplitude_acceleration(const complex_lines<T>& z, const amplitude_change_options& options, simd::pack<T>* out) {
    using V = simd::pack<T>;
    kept_vector<V> change(z.length);
    trace_options still = options.trace;
    still.undefined = 0;
    amplitude_change(z, still, options.most, change.data());
    derivative_of_line<T>(change.data(), z.length, still.sample_interval, out);
    const V undefined(static_cast<T>(options.trace.undefined));
    for (std::size_t i = 0; i < z.length; ++i) out[i] = simd::select(z.power(i) == V(T{0}), undefined, out[i]);
}

/// The bandwidth of lines in Hz.
template <class T>
void bandwidth(const complex_lines<T>& z, const trace_options& options, simd::pack<T>* out) {
    using V = simd::pack<T>;
    amplitude_change(z, options, std::numeric_limits<double>::infinity(), out);
    const V per_radian(static_cast<T>(0.5 / std::numbers::pi)), undefined(static_cast<T>(options.undefined));
    for (std::size_t i = 0; i < z.length; ++i)
        out[i] = simd::select(z.power(i) == V(T{0}), undefined, V(simd::abs(out[i]) * per_radian));
}

}  // namespace detail

/// R = (dE / dt) / E of the envelope E of sections {..., samples, traces}, in 1 / s: positive where reflections set in.
/// Throws argument_error for fewer than two axes, a sample interval <= 0, and a limit < 0.
template <trace_source S>
array<trace_real_t<S>> relative_amplitude_change(const S& sections, const amplitude_change_options& options = {}) {
    using T = trace_real_t<S>;
    require(options.most >= 0, "relative_amplitude_change: expected a limit of at least 0, got ", options.most);
    return detail::map_complex_lines("relative_amplitude_change", sections, options.trace, 0,
                                     [&](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                         detail::amplitude_change(z, options.trace, options.most, out);
                                     });
}

/// The derivative dR / dt of the relative amplitude change of sections {..., samples, traces}, in 1 / s^2. Throws
/// argument_error as relative_amplitude_change does.
template <trace_source S>
array<trace_real_t<S>> amplitude_acceleration(const S& sections, const amplitude_change_options& options = {}) {
    using T = trace_real_t<S>;
    require(options.most >= 0, "amplitude_acceleration: expected a limit of at least 0, got ", options.most);
    return detail::map_complex_lines("amplitude_acceleration", sections, options.trace, 0,
                                     [&](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                         detail::amplitude_acceleration(z, options, out);
                                     });
}

/// The instantaneous bandwidth |R| / (2 pi) of sections {..., samples, traces}, in Hz: the spread of the spectrum about
/// the instantaneous frequency. Throws argument_error for fewer than two axes and a sample interval <= 0.
template <trace_source S>
array<trace_real_t<S>> bandwidth(const S& sections, const trace_options& options = {}) {
    using T = trace_real_t<S>;
    return detail::map_complex_lines(
        "bandwidth", sections, options, 0,
        [&](const detail::complex_lines<T>& z, simd::pack<T>* out) { detail::bandwidth(z, options, out); });
}

/// The dominant frequency sqrt(f^2 + bandwidth^2) of sections {..., samples, traces}, in Hz: the root mean square
/// frequency of the spectrum at each time. Throws argument_error for fewer than two axes and a sample interval <= 0.
template <trace_source S>
array<trace_real_t<S>> dominant_frequency(const S& sections, const dominant_frequency_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    return detail::map_complex_lines(
        "dominant_frequency", sections, options.trace, 0, [&](const detail::complex_lines<T>& z, V* out) {
            kept_vector<V> frequency(z.length);
            detail::frequency_at_samples(z, options.definition, options.trace, frequency.data());
            detail::bandwidth(z, options.trace, out);
            const V undefined(static_cast<T>(options.trace.undefined));
            for (std::size_t i = 0; i < z.length; ++i) {
                const V both = simd::sqrt(V(frequency[i] * frequency[i] + out[i] * out[i]));
                out[i] = simd::select(z.power(i) == V(T{0}), undefined, both);
            }
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
