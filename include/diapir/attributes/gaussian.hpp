// Gaussian smoothing and the derivative of Gaussian along one axis: scipy.ndimage.gaussian_filter1d, SciPy 1.10.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/gaussian_weights.hpp>
#include <diapir/core/row_stencil.hpp>

#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct gaussian_options {
    double sigma = 1;           ///< standard deviation, in samples or traces
    axis along = axis::sample;  ///< the axis that is filtered
    int order = 0;              ///< 0 smooths, 1 gives the first derivative
    double truncate = 4;        ///< the filter ends at this many sigmas
    attributes::edge edge = edge::reflect;
};

namespace detail {

/// Rows of a section correlated with a stencil along one axis, written to `to` on.
template <kernels::parity P, class T>
void correlate(const section<T>& s, axis along, const std::vector<T>& half, edge mode, row_range rows, T* to) {
    const auto [samples, traces] = s.extents;
    if (along == axis::trace) return kernels::correlate_along<P>(s.amplitudes, traces, half, mode, rows, to);
    kernels::correlate_down<P>(s.amplitudes, samples, traces, half, mode, rows, to);
}

}  // namespace detail

/// Filters sections {..., samples, traces} along one axis. The derivative of a constant stretch is exactly 0.
/// Throws argument_error for sigma <= 0, truncate < 0 and orders other than 0 and 1.
template <array_expression E>
array<real_t<E>> gaussian_filter(const E& sections, const gaussian_options& options = {}) {
    using T = real_t<E>;
    using kernels::parity;
    require(options.sigma > 0, "gaussian_filter: expected sigma > 0, got ", options.sigma);
    require(options.truncate >= 0, "gaussian_filter: expected truncate >= 0, got ", options.truncate);
    require(options.order == 0 || options.order == 1, "gaussian_filter: expected order 0 or 1, got ", options.order);
    const std::vector<T> half = kernels::gaussian_weights<T>(options.sigma, options.order, options.truncate);
    return map_sections("gaussian_filter", sections, {}, [&](const detail::section<T>& s, row_range rows, T* to) {
        options.order == 0 ? detail::correlate<parity::even>(s, options.along, half, options.edge, rows, to)
                           : detail::correlate<parity::odd>(s, options.along, half, options.edge, rows, to);
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
