// The taps of a Gaussian filter and of its derivative: scipy.ndimage.gaussian_filter1d, SciPy 1.10. For the symmetric
// and antisymmetric stencils of core/stencil.hpp.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// The right half, from the middle on, of the normalized Gaussian (order 0) or of its first derivative as a correlation
/// stencil (order 1). `sigma` > 0 is in entries; the filter ends at `truncate` sigmas. Throws argument_error for
/// others, and for filters of more than 2^20 entries.
template <class T>
std::vector<T> gaussian_weights(double sigma, int order, double truncate) {
    constexpr double longest = 1 << 20;
    require(sigma > 0 && truncate >= 0 && truncate * sigma <= longest,
            "gaussian_weights: expected sigma above 0, and truncate times sigma from 0 to ", longest,
            ", got a sigma of ", sigma, " and a truncate of ", truncate);
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
        const double slope = order == 0 ? 1 : k == 0 ? 0 : static_cast<double>(k) / (sigma * sigma);
        // The slope of a tiny sigma is infinite where the weight is 0.
        weights[k] = half[k] == 0 ? T(0) : static_cast<T>(half[k] / total * slope);
    }
    return weights;
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
