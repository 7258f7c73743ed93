// The sweetness of a trace, high where strong reflections have low frequencies, as sands in shale: Radovich and
// Oliveros, 3-D sequence interpretation of seismic instantaneous attributes from the Gorgon field, The Leading Edge 17,
// 1998; Hart, Channel detection in 3-D seismic data using sweetness, AAPG Bulletin 92, 2008.
#pragma once

#include <diapir/attributes/spectral/envelope.hpp>
#include <diapir/attributes/spectral/instantaneous_frequency.hpp>

#include <cmath>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class sweetness_definition {
    root,     ///< envelope / sqrt(f), as published
    quotient  ///< envelope / f, as d2geo has it
};

struct sweetness_options {
    sweetness_definition definition = sweetness_definition::root;
    double least_frequency = 5;  ///< in Hz; lower and negative frequencies count as this
    frequency_definition frequency = frequency_definition::scheuer_oldenburg;
    trace_options trace{};
};

/// The sweetness of sections {..., samples, traces}, in units of the amplitude over sqrt(Hz), or Hz for the quotient; 0
/// where the envelope is 0. Throws argument_error for fewer than two axes, for a sample interval <= 0, and for a least
/// frequency <= 0.
template <trace_source S>
array<trace_real_t<S>> sweetness(const S& sections, const sweetness_options& options = {}) {
    using T = trace_real_t<S>;
    using V = simd::pack<T>;
    const T at_least = static_cast<T>(options.least_frequency);
    require(at_least > 0 && std::isnormal(at_least), "sweetness: expected a least frequency above 0 Hz, got ",
            options.least_frequency);
    const V least(at_least);
    return detail::map_complex_lines(
        "sweetness", sections, options.trace, 0, [&](const detail::complex_lines<T>& z, V* out) {
            kept_vector<V> frequency(z.length);
            detail::frequency_at_samples(z, options.frequency, options.trace, frequency.data());
            detail::scaled_envelope(z, out);
            for (std::size_t i = 0; i < z.length; ++i) {
                const V f = simd::select(frequency[i] < least, least, frequency[i]);
                const V divisor = options.definition == sweetness_definition::root ? simd::sqrt(f) : f;
                out[i] = simd::select(out[i] == V(T{0}), out[i], V(out[i] / divisor / z.unit));
            }
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
