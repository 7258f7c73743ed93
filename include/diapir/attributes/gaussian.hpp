// Gaussian smoothing and the derivative of Gaussian along one axis: scipy.ndimage.gaussian_filter1d, SciPy 1.10.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/gaussian_weights.hpp>

#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct gaussian_options {
    double sigma = 1;           ///< standard deviation, in samples or traces
    axis along = axis::sample;  ///< the axis that is filtered
    int order = 0;              ///< 0 smooths, 1 gives the first derivative
    double truncate = 4;        ///< the filter ends at this many sigmas
    attributes::edge edge = edge::reflect;
};

/// Filters sections {..., samples, traces} along one axis. The derivative of a constant stretch is exactly 0.
/// Throws argument_error for sigma <= 0, truncate < 0 and orders other than 0 and 1.
template <array_expression E>
array<real_t<E>> gaussian_filter(const E& sections, const gaussian_options& options = {}) {
    using T = real_t<E>;
    require(options.sigma > 0, "gaussian_filter: expected sigma > 0, got ", options.sigma);
    require(options.truncate >= 0, "gaussian_filter: expected truncate >= 0, got ", options.truncate);
    require(options.order == 0 || options.order == 1, "gaussian_filter: expected order 0 or 1, got ", options.order);
    const std::vector<T> half = kernels::gaussian_weights<T>(options.sigma, options.order, options.truncate);
    return map_sections("gaussian_filter", sections, [&](const T* from, extents e, T* to) {
        const auto& correlate =
            options.order == 0 ? kernels::correlate_symmetric<T> : kernels::correlate_antisymmetric<T>;
        correlate(from, e.along(options.along), half, options.edge, to);
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
