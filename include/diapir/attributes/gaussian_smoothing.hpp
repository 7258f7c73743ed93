// Sections smoothed along both axes by a Gaussian: scipy.ndimage.gaussian_filter, SciPy 1.10.
#pragma once

#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/section.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct gaussian_smoothing_options {
    double samples = 1;   ///< standard deviation down the samples, in samples; 0 leaves that axis as it is
    double traces = 1;    ///< standard deviation across the traces, in traces
    double truncate = 4;  ///< the filter ends at this many standard deviations
    attributes::edge edge = edge::reflect;
};

/// Sections {..., samples, traces} smoothed by a Gaussian along both axes, in units of the amplitude. NaN spreads as
/// far as the filter reaches. Throws argument_error for fewer than two axes, and for a standard deviation or truncate <
/// 0.
template <array_expression E>
array<real_t<E>> gaussian_smoothing(const E& sections, const gaussian_smoothing_options& options = {}) {
    using T = real_t<E>;
    const shape s = shape_of(sections);
    require(s.axes() >= 2, "gaussian_smoothing: expected sections {..., samples, traces}, got ", s);
    require(options.samples >= 0 && options.traces >= 0,
            "gaussian_smoothing: expected standard deviations of at least 0, got ", options.samples, " samples and ",
            options.traces, " traces");
    require(options.truncate >= 0, "gaussian_smoothing: expected truncate >= 0, got ", options.truncate);
    const auto along = [&](double sigma, axis which) {
        return gaussian_options{.sigma = sigma, .along = which, .truncate = options.truncate, .edge = options.edge};
    };
    array<T> smooth = options.samples > 0 ? gaussian_filter(sections, along(options.samples, axis::sample))
                                          : array<T>(evaluated<T>(sections));
    return options.traces > 0 ? gaussian_filter(smooth, along(options.traces, axis::trace)) : smooth;
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
