// Gaussian smoothing and the derivative of Gaussian along one axis: scipy.ndimage.gaussian_filter1d, SciPy 1.10.
#pragma once

#include <diapir/attributes/section.hpp>

#include <cmath>
#include <vector>

namespace diapir::attributes {

struct gaussian_options {
    double sigma = 1;           ///< standard deviation, in samples or traces
    axis along = axis::sample;  ///< the axis that is filtered
    int order = 0;              ///< 0 smooths, 1 gives the first derivative
    double truncate = 4;        ///< the filter ends at this many sigmas
    attributes::edge edge = edge::reflect;
};

/// The right half, from the middle on, of the normalised Gaussian (order 0) or of its first derivative as a correlation
/// stencil (order 1).
template <class T>
std::vector<T> gaussian_weights(double sigma, int order, double truncate) {
    const auto radius = static_cast<std::size_t>(truncate * sigma + 0.5);
    std::vector<double> half(radius + 1);
    double total = -1;
    for (std::size_t k = 0; k <= radius; ++k) {
        const double x = static_cast<double>(k) / sigma;
        half[k] = std::exp(-0.5 * x * x);
        total += 2 * half[k];
    }
    std::vector<T> weights(radius + 1);
    for (std::size_t k = 0; k <= radius; ++k) {
        const double slope = order == 0 ? 1 : static_cast<double>(k) / (sigma * sigma);
        weights[k] = static_cast<T>(half[k] / total * slope);
    }
    return weights;
}

/// Filters sections {..., samples, traces} along one axis. The derivative of a constant stretch is exactly 0.
/// Throws argument_error for sigma <= 0, truncate < 0 and orders other than 0 and 1.
template <array_expression E>
array<real_t<E>> gaussian_filter(const E& sections, const gaussian_options& options = {}) {
    using T = real_t<E>;
    require(options.sigma > 0, "gaussian_filter: expected sigma > 0, got ", options.sigma);
    require(options.truncate >= 0, "gaussian_filter: expected truncate >= 0, got ", options.truncate);
    require(options.order == 0 || options.order == 1, "gaussian_filter: expected order 0 or 1, got ", options.order);
    const std::vector<T> half = gaussian_weights<T>(options.sigma, options.order, options.truncate);
    return map_sections("gaussian_filter", sections, [&](const T* from, extents e, T* to) {
        const auto& correlate =
            options.order == 0 ? kernels::correlate_symmetric<T> : kernels::correlate_antisymmetric<T>;
        correlate(from, e.along(options.along), half, options.edge, to);
    });
}

}  // namespace diapir::attributes
