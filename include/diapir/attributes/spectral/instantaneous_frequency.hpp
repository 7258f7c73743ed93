// The instantaneous frequency of a trace, the rate of change of its phase, by three formulas: Claerbout, Fundamentals
// of Geophysical Data Processing, 1976; Scheuer and Oldenburg, Local phase velocity from complex seismic data,
// Geophysics 53, 1988; and the difference of phases. All hold between two samples; see Barnes, A tutorial on complex
// seismic trace analysis, Geophysics 72, 2007. bruges.attribute.instantaneous_frequency, bruges 0.5.4, has all three.
#pragma once

#include <diapir/attributes/spectral/analytic_signal.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// A formula for the frequency between two samples z0 and z1 of the analytic signal, dt seconds apart.
enum class frequency_definition {
    /// The angle of z1 conj(z0) over 2 pi dt: from -1 / 2 dt to 1 / 2 dt.
    scheuer_oldenburg,
    /// Im(2 (z1 - z0) / (z1 + z0)) over 2 pi dt: the tangent of half that angle for the angle, too large at high
    /// frequencies, and without bound.
    claerbout,
    /// The difference of the two unwrapped phases over 2 pi dt.
    naive,
    /// scheuer_oldenburg with the arctangent of a quotient for the angle, as bruges 0.5.4 has it: from -1 / 4 dt to
    /// 1 / 4 dt, so that higher frequencies come out 1 / 2 dt lower.
    bruges_0_5_4
};

struct frequency_options {
    frequency_definition definition = frequency_definition::scheuer_oldenburg;
    /// Whether to give the values between samples, one fewer than samples, instead of the mean of those before and
    /// after each sample.
    bool between_samples = false;
    /// Limits the values of each section to +- this percentile of their magnitudes; 100 leaves them as they are.
    double clip_percentile = 100;
    trace_options trace{};

    /// What bruges 0.5.4 does by default with a section whose traces are its rows, or with one trace.
    static frequency_options bruges_0_5_4(double sample_interval, axis along = axis::sample) {
        return {.definition = frequency_definition::bruges_0_5_4,
                .between_samples = true,
                .clip_percentile = 99,
                .trace = {.sample_interval = sample_interval, .along = along}};
    }
};

namespace detail {

/// The cycles that pass between samples i and i + 1 of lines; 0 where one of them is 0.
template <class T>
simd::pack<T> cycles_between(const complex_lines<T>& z, std::size_t i, frequency_definition definition) {
    using V = simd::pack<T>;
    const V x0 = z.real[i], x1 = z.real[i + 1], q0 = z.imaginary[i], q1 = z.imaginary[i + 1];
    const V sine = x0 * q1 - q0 * x1, cosine = x0 * x1 + q0 * q1, none(T{0});
    const V per_radian(static_cast<T>(0.5 / std::numbers::pi)), two(T{2}), cycle(T{1}), half(T{0.5});
    switch (definition) {
        case frequency_definition::claerbout: {
            const V x = x0 + x1, q = q0 + q1, sum = x * x + q * q;
            const V angle = two * two * sine / sum;
            return simd::select(sum == none, none, V(angle * per_radian));
        }
        case frequency_definition::naive: {
            const V cycles = (simd::atan2(q1, x1) - simd::atan2(q0, x0)) * per_radian;
            return cycles + simd::select(cycles > half, V(-cycle), V(simd::select(cycles < -half, cycle, none)));
        }
        case frequency_definition::bruges_0_5_4: {
            const V angle = simd::atan(V(sine / cosine));
            return simd::select((sine == none) && (cosine == none), none, V(angle * per_radian));
        }
        case frequency_definition::scheuer_oldenburg:
            break;
    }
    return simd::atan2(sine, cosine) * per_radian;
}

/// The frequency between the samples of lines, in Hz: one value fewer than samples.
template <class T>
void frequency_between_samples(const complex_lines<T>& z, frequency_definition definition, double sample_interval,
                               simd::pack<T>* out) {
    const simd::pack<T> rate(static_cast<T>(1 / sample_interval));
    for (std::size_t i = 0; i + 1 < z.length; ++i) out[i] = cycles_between(z, i, definition) * rate;
}

/// The frequency at the samples of lines, in Hz: the mean of those before and after, of the one that there is at an
/// end.
template <class T>
void frequency_at_samples(const complex_lines<T>& z, frequency_definition definition, const trace_options& options,
                          simd::pack<T>* out) {
    using V = simd::pack<T>;
    const V undefined(static_cast<T>(options.undefined)), none(T{0}), half(T{0.5});
    frequency_between_samples(z, definition, options.sample_interval, out);
    V before = z.length > 1 ? out[0] : V(undefined + (z.real[0] - z.real[0]));
    for (std::size_t i = 0; i < z.length; ++i) {
        const V after = i + 1 < z.length ? out[i] : before, mean = half * (before + after);
        before = after;
        out[i] = simd::select(z.power(i) == none, undefined, mean);
    }
}

/// The percentile of the magnitudes of numbers, NaN left out, with numpy.percentile's linear interpolation.
template <class T>
T percentile_of_magnitudes(const T* from, std::size_t count, double percentile) {
    std::vector<T> magnitudes;
    magnitudes.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        if (!std::isnan(from[i])) magnitudes.push_back(std::abs(from[i]));
    if (magnitudes.empty()) return T{0};
    const double place = percentile / 100 * static_cast<double>(magnitudes.size() - 1);
    const auto low = magnitudes.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(magnitudes.begin(), low, magnitudes.end());
    if (low + 1 == magnitudes.end()) return *low;
    const T high = *std::min_element(low + 1, magnitudes.end());
    return *low + static_cast<T>(place - std::floor(place)) * (high - *low);
}

/// Limits the numbers of each section of that size to +- a percentile of their magnitudes.
template <class T>
void clip_to_percentile(array<T>& sections, std::size_t size, double percentile) {
    if (size == 0) return;
    parallel_for(
        sections.size() / size,
        [&](std::size_t i) {
            T* first = sections.data() + i * size;
            const T most = percentile_of_magnitudes(first, size, percentile);
            for (T* x = first; x != first + size; ++x) *x = *x > most ? most : *x < -most ? -most : *x;
        },
        size * kernels::few_operations);
}

}  // namespace detail

/// The instantaneous frequency of sections {..., samples, traces}, in Hz. Negative or beyond the band of the data where
/// events interfere. Of one sample it is not defined. Throws argument_error for fewer than two axes, for a sample
/// interval <= 0, and for a percentile outside 0 to 100.
template <trace_source S>
array<trace_real_t<S>> instantaneous_frequency(const S& sections, const frequency_options& options = {}) {
    using T = trace_real_t<S>;
    require(options.clip_percentile >= 0 && options.clip_percentile <= 100,
            "instantaneous_frequency: expected a percentile from 0 to 100, got ", options.clip_percentile);
    array<T> out = detail::map_complex_lines(
        "instantaneous_frequency", sections, options.trace, options.between_samples ? 1 : 0,
        [&](const detail::complex_lines<T>& z, simd::pack<T>* to) {
            if (options.between_samples)
                detail::frequency_between_samples(z, options.definition, options.trace.sample_interval, to);
            else
                detail::frequency_at_samples(z, options.definition, options.trace, to);
        });
    if (options.clip_percentile < 100) {
        const shape s = shape_of(out);
        detail::clip_to_percentile(out, s[s.axes() - 2] * s.back(), options.clip_percentile);
    }
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
