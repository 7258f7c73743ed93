// Gains: amplitudes multiplied by a function of time, or by what makes them as strong as elsewhere. Yilmaz, Seismic
// Data Analysis, SEG, 2001, section 1.4.
#pragma once

#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/section.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct gain_options {
    double factor = 1;               ///< of all amplitudes
    double power = 0;                ///< n of t^n: 1 for spherical divergence in a medium of one velocity
    double rate = 0;                 ///< a of exp(a t), in 1 / s
    double start = 0;                ///< the time of the first sample, in seconds
    double sample_interval = 0.004;  ///< in seconds
    axis along = axis::sample;       ///< the axis of time
};

/// Sections {..., samples, traces} multiplied by factor t^power exp(rate t), in units of the amplitude. (d2geo's
/// time_gain has a start and a sample interval of 1.) Throws argument_error for fewer than two axes, a sample interval
/// <= 0, and where a sample's gain is not finite, as that of a negative power at t = 0.
template <array_expression E>
array<real_t<E>> gain(const E& sections, const gain_options& options = {}) {
    using T = real_t<E>;
    const shape s = shape_of(sections);
    require(s.axes() >= 2, "gain: expected sections {..., samples, traces}, got ", s);
    detail::require_sample_interval<T>("gain", options.sample_interval);
    std::vector<T> gains(options.along == axis::sample ? s[s.axes() - 2] : s.back());
    for (std::size_t i = 0; i < gains.size(); ++i) {
        const double t = options.start + static_cast<double>(i) * options.sample_interval;
        gains[i] = static_cast<T>(options.factor * std::pow(t, options.power) * std::exp(options.rate * t));
        require(std::isfinite(gains[i]), "gain: expected a finite gain, got ", gains[i], " at ", t, " s");
    }
    return map_sections("gain", sections, {}, [&](const detail::section<T>& one, row_range rows, T* to) {
        const std::size_t traces = one.extents.traces;
        for (std::size_t i = rows.first; i < rows.last; ++i, to += traces) {
            const T* from = one.amplitudes + i * traces;
            if (options.along == axis::trace)
                simd::transform(
                    traces, to, [](const auto& x, const auto& g) { return x * g; }, from, gains.data());
            else
                simd::transform(
                    traces, to, [g = gains[i]](const auto& x) { return x * std::remove_cvref_t<decltype(x)>(g); },
                    from);
        }
    });
}

struct agc_options {
    std::size_t window = 125;   ///< in samples: i - window / 2 to i - window / 2 + window - 1
    axis along = axis::sample;  ///< the axis that the window runs along
    double level = 1;           ///< the root mean square amplitude that is aimed at
    double undefined = 0;       ///< the value in a window of zeros
    attributes::edge edge = edge::truncate;
};

/// Automatic gain control: sections {..., samples, traces} divided by their root mean square amplitude in a sliding
/// window, times a level. The result is in units of the level, and does not depend on the unit of the amplitudes. NaN
/// spreads over the windows that hold it. Throws argument_error for fewer than two axes, an empty window and a level
/// that is not finite.
template <array_expression E>
array<real_t<E>> agc(const E& sections, const agc_options& options = {}) {
    using T = real_t<E>;
    const energy_options window{.window = options.window, .along = options.along, .edge = options.edge};
    detail::require_valid(window, "agc");
    const T level = static_cast<T>(options.level);
    require(std::isfinite(level), "agc: expected a finite level, got ", options.level);
    const T undefined = static_cast<T>(options.undefined);
    return map_sections("agc", sections, {.halo = detail::halo(window), .unit = true},
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            detail::mean_square(s, window, rows, to, [](const auto& mean) { return mean; });
                            const auto leveled = [&](const auto& x, const auto& mean) {
                                using V = std::remove_cvref_t<decltype(x)>;
                                const V even = x * V(s.unit) / V(simd::sqrt(mean)) * V(level);
                                return V(simd::select(mean == V(T{0}), V(undefined), even));
                            };
                            const std::size_t traces = s.extents.traces;
                            for (std::size_t row = rows.first; row < rows.last; ++row, to += traces)
                                simd::transform(traces, to, leveled, s.amplitudes + row * traces, to);
                        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
