// The instantaneous quality factor of a trace: Tonn, Comparison of seven methods for the computation of Q, Physics of
// the Earth and Planetary Interiors 55, 1989; Barnes, Instantaneous spectral bandwidth and dominant frequency with
// applications to seismic reflection data, Geophysics 58, 1993.
#pragma once

#include <diapir/attributes/spectral/amplitude_change.hpp>

#include <cstddef>
#include <limits>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// A formula of the instantaneous frequency f and the relative amplitude change R.
enum class quality_definition {
    decay,     ///< -pi f / R: positive where the amplitude decays, negative where it grows
    growth,    ///< pi f / R, as d2geo has it
    magnitude  ///< -f / (2 bandwidth) = -pi f / |R|, as OpendTect has it
};

struct quality_options {
    quality_definition definition = quality_definition::decay;
    frequency_definition frequency = frequency_definition::scheuer_oldenburg;
    trace_options trace{};
};

/// The quality factor of sections {..., samples, traces}, without unit: a relative measure of attenuation, and very
/// noisy. Infinite where the envelope does not change; trace.undefined where also the frequency is 0, as in a constant
/// trace, and where the envelope is 0. Throws argument_error for fewer than two axes and a sample interval <= 0.
template <trace_source S>
array<trace_real_t<S>> quality_factor(const S& sections, const quality_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    const double sign = options.definition == quality_definition::growth ? 1 : -1;
    const V factor(static_cast<T>(sign * std::numbers::pi)), undefined(static_cast<T>(options.trace.undefined));
    const V none(T{0});
    return detail::map_complex_lines(
        "quality_factor", sections, options.trace, 0, [&](const detail::complex_lines<T>& z, V* out) {
            kept_vector<V> change(z.length);
            detail::amplitude_change(z, options.trace, std::numeric_limits<double>::infinity(), change.data());
            detail::frequency_at_samples(z, options.frequency, options.trace, out);
            for (std::size_t i = 0; i < z.length; ++i) {
                const V rate = options.definition == quality_definition::magnitude ? simd::abs(change[i]) : change[i];
                const auto lost = z.power(i) == none || (out[i] == none && rate == none);
                out[i] = simd::select(lost, undefined, V(factor * out[i] / rate));
            }
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
