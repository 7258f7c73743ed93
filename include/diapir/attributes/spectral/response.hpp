// What the analytic signal is at the peak of each event, kept over the event: amplitude, phase and frequency of the
// wavelet that arrives there. Bodine, Waveform analysis with seismic attributes, SEG, 1984; Taner, Koehler and Sheriff,
// Complex seismic trace analysis, Geophysics 44, 1979, for the polarity.
//
// An event is what lies between two troughs of the envelope; a trough belongs to the event after it.
#pragma once

#include <diapir/attributes/spectral/envelope.hpp>
#include <diapir/attributes/spectral/instantaneous_frequency.hpp>
#include <diapir/attributes/spectral/phase.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct response_frequency_options {
    frequency_definition definition = frequency_definition::scheuer_oldenburg;
    trace_options trace{};
};

namespace detail {

/// Calls f(first, peak, last) for the events of an envelope, whose sample i is envelope[i * stride]: first to last,
/// exclusive, with the highest sample at `peak`. Every sample is in one event.
template <class T, class F>
void for_each_event(const T* envelope, std::size_t length, std::size_t stride, const F& f) {
    const auto at = [&](std::size_t i) { return envelope[i * stride]; };
    std::size_t first = 0, peak = 0;
    bool falling = false;
    for (std::size_t i = 1; i < length; ++i) {
        if (falling && at(i) > at(i - 1)) {
            f(first, peak, i - 1);
            first = peak = i - 1;
        }
        if (at(i) != at(i - 1)) falling = at(i) < at(i - 1);
        if (at(i) > at(peak)) peak = i;
    }
    f(first, peak, length);
}

/// Gives every sample of lines the value that it has at the peak of its event.
template <class T>
void hold_at_peaks(const complex_lines<T>& z, simd::pack<T>* values) {
    constexpr std::size_t lanes = simd::width<T>;
    kept_vector<simd::pack<T>> envelope(z.length);
    scaled_envelope(z, envelope.data());
    kept_vector<T> heights(z.length * lanes), held(z.length * lanes);
    for (std::size_t i = 0; i < z.length; ++i) {
        simd::store(&heights[i * lanes], envelope[i]);
        simd::store(&held[i * lanes], values[i]);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane)
        for_each_event(&heights[lane], z.length, lanes, [&](std::size_t first, std::size_t peak, std::size_t last) {
            const T value = held[peak * lanes + lane];
            for (std::size_t i = first; i < last; ++i) held[i * lanes + lane] = value;
        });
    for (std::size_t i = 0; i < z.length; ++i) values[i] = simd::load(&held[i * lanes]);
}

}  // namespace detail

/// The envelope of sections {..., samples, traces} at the peak of each event, in units of the amplitude. Throws
/// argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> response_amplitude(const S& sections, const trace_options& options = {}) {
    using T = trace_real_t<S>;
    return detail::map_complex_lines("response_amplitude", sections, options, 0,
                                     [](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                         detail::scaled_envelope(z, out);
                                         for (std::size_t i = 0; i < z.length; ++i) out[i] = out[i] / z.unit;
                                         detail::hold_at_peaks(z, out);
                                     });
}

/// The phase of sections {..., samples, traces} at the peak of each event, in radians or degrees: that of its wavelet.
/// Throws argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> response_phase(const S& sections, const phase_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    const V factor(static_cast<T>(detail::per_radian(options.degrees)));
    return detail::map_complex_lines("response_phase", sections, options.trace, 0,
                                     [&](const detail::complex_lines<T>& z, V* out) {
                                         for (std::size_t i = 0; i < z.length; ++i)
                                             out[i] = simd::atan2(z.imaginary[i], z.real[i]) * factor;
                                         detail::hold_at_peaks(z, out);
                                     });
}

/// The instantaneous frequency of sections {..., samples, traces} at the peak of each event, in Hz, where no
/// interference disturbs it. Throws argument_error for fewer than two axes and a sample interval <= 0.
template <trace_source S>
array<trace_real_t<S>> response_frequency(const S& sections, const response_frequency_options& options = {}) {
    using T = trace_real_t<S>;
    return detail::map_complex_lines("response_frequency", sections, options.trace, 0,
                                     [&](const detail::complex_lines<T>& z, simd::pack<T>* out) {
                                         detail::frequency_at_samples(z, options.definition, options.trace, out);
                                         detail::hold_at_peaks(z, out);
                                     });
}

/// The response amplitude of sections {..., samples, traces} with the sign that the amplitude has at the peak of each
/// event, in units of the amplitude: positive where impedance grows, for wavelets of phase zero and normal polarity.
/// Throws argument_error for fewer than two axes.
template <trace_source S>
array<trace_real_t<S>> apparent_polarity(const S& sections, const trace_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    return detail::map_complex_lines(
        "apparent_polarity", sections, options, 0, [](const detail::complex_lines<T>& z, V* out) {
            detail::scaled_envelope(z, out);
            for (std::size_t i = 0; i < z.length; ++i) {
                const V height = out[i] / z.unit, none(T{0});
                out[i] = simd::select(z.real[i] < none, V(-height), V(simd::select(z.real[i] == none, none, height)));
            }
            detail::hold_at_peaks(z, out);
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
