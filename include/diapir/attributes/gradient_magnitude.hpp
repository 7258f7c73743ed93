// The length of the gradient of a section, by derivatives of Gaussian: scipy.ndimage.gaussian_gradient_magnitude, SciPy
// 1.10, and the derivatives alone.
#pragma once

#include <diapir/attributes/gaussian.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct gradient_magnitude_options {
    double sigma = 1;       ///< of the derivatives of Gaussian, which end at four of them; in samples and traces
    bool smoothed = false;  ///< whether each derivative is smoothed by the same Gaussian along the other axis
    double sample_interval = 1;
    double trace_spacing = 1;
    attributes::edge edge = edge::reflect;  ///< beyond the section

    /// scipy.ndimage.gaussian_gradient_magnitude(section, sigma), SciPy 1.10.
    static gradient_magnitude_options scipy(double sigma) { return {.sigma = sigma, .smoothed = true}; }
};

namespace detail {

/// Rows of the length of the gradient, written to `to` on.
template <class T>
void gradient_magnitude(const section<T>& s, const gradient_magnitude_options& options, row_range rows, T* to) {
    using kernels::parity;
    const std::size_t traces = s.extents.traces, size = rows.count() * traces;
    const std::vector<T> slope = kernels::gaussian_weights<T>(options.sigma, 1, 4),
                         smooth = kernels::gaussian_weights<T>(options.sigma, 0, 4);
    kept_vector<T> down(size), across(size);
    correlate<parity::odd>(s, axis::sample, slope, options.edge, rows, down.data());
    if (options.smoothed) {
        kept_vector<T> rough(down);
        kernels::correlate_along<parity::even>(rough.data(), traces, smooth, options.edge, {0, rows.count()},
                                               down.data());
        correlate<parity::even>(s, axis::sample, smooth, options.edge, rows, rough.data());
        kernels::correlate_along<parity::odd>(rough.data(), traces, slope, options.edge, {0, rows.count()},
                                              across.data());
    } else {
        correlate<parity::odd>(s, axis::trace, slope, options.edge, rows, across.data());
    }
    // Relative to the smaller of the two steps, so that no square overflows.
    const T interval = static_cast<T>(options.sample_interval), spacing = static_cast<T>(options.trace_spacing),
            step = std::min(interval, spacing);
    const auto length = [=](const auto& d, const auto& a) {
        using V = std::remove_cvref_t<decltype(d)>;
        const V v = d * V(s.unit) * V(step / interval), h = a * V(s.unit) * V(step / spacing);
        return V(simd::sqrt(V(v * v + h * h)) / V(s.unit) / V(step));
    };
    // Row by row, so that which rows come together does not matter to the rounding of the last ones.
    for (std::size_t at = 0; at < size; at += traces)
        simd::transform(traces, to + at, length, down.data() + at, across.data() + at);
}

}  // namespace detail

/// The root of the sum of the squares of the derivatives of sections {..., samples, traces} down the samples and across
/// the traces, in units of the amplitude, whatever they are, over those of the interval and the spacing. Exactly 0 in
/// constant stretches. NaN spread as far as the filters reach. Throws argument_error for sigma, intervals and spacings
/// <= 0.
template <array_expression E>
array<real_t<E>> gradient_magnitude(const E& sections, const gradient_magnitude_options& options = {}) {
    using T = real_t<E>;
    require(options.sigma > 0, "gradient_magnitude: expected sigma > 0, got ", options.sigma);
    detail::require_spacings<T>("gradient_magnitude", options.sample_interval, options.trace_spacing);
    return map_sections(
        "gradient_magnitude", sections, {.unit = true, .operations = 2 * kernels::few_operations},
        [&](const detail::section<T>& s, row_range rows, T* to) { detail::gradient_magnitude(s, options, rows, to); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
