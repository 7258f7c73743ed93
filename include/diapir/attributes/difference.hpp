// First and second derivatives along one axis, by the plain differences of neighbors, or as d2geo has them: smoothed
// along the other axis, with the taps of Farid and Simoncelli, Differentiation of discrete multidimensional signals,
// IEEE Trans. Image Processing 13, 2004, for the second.
#pragma once

#include <diapir/attributes/gaussian.hpp>
#include <diapir/attributes/section.hpp>
#include <diapir/core/row_stencil.hpp>

#include <cmath>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class difference_definition {
    plain,  ///< taps [-1/2, 0, 1/2] and [1, -2, 1]
    /// Taps [-1/2, 0, 1/2] and [0.232905, 0.002668, -0.471147, 0.002668, 0.232905], then along the other axis
    /// [0.178947, 0.642105, 0.178947] and [0.030320, 0.249724, 0.439911, 0.249724, 0.030320]. Its second derivative of
    /// a parabola is 0.934 of the true one, and of a constant -1e-6 of it.
    d2geo
};

struct difference_options {
    axis along = axis::sample;  ///< the axis of the derivative
    double spacing = 1;         ///< between samples or traces, in the unit that the derivative is to be by: s, m;
                                ///< like that of all attributes above 0, with a square that the type holds
    difference_definition definition = difference_definition::plain;
    attributes::edge edge = edge::reflect;
};

namespace detail {

/// Sections correlated with a stencil of that parity along an axis, by its right half.
template <kernels::parity P, array_expression E>
array<real_t<E>> correlated(const char* name, const E& sections, axis along, const std::vector<double>& right,
                            edge mode) {
    using T = real_t<E>;
    const std::vector<T> half(right.begin(), right.end());
    return attributes::map_sections(name, sections, {}, [&](const section<T>& s, row_range rows, T* to) {
        correlate<P>(s, along, half, mode, rows, to);
    });
}

inline axis other(axis along) {
    return along == axis::sample ? axis::trace : axis::sample;
}

template <class T>
void require_valid(const difference_options& options, const char* name) {
    require(is_spacing<T>(options.spacing), name, ": expected a spacing above 0 whose square is in range, got ",
            options.spacing);
}

}  // namespace detail

/// The first derivative of sections {..., samples, traces} along one axis, in units of the amplitude by that of the
/// spacing. Exactly 0 in constant stretches; with reflected edges half the slope in the first and the last entry. NaN
/// spreads to its neighbors. Throws argument_error for fewer than two axes and a spacing <= 0.
template <array_expression E>
array<real_t<E>> first_derivative(const E& sections, const difference_options& options = {}) {
    using kernels::parity;
    const char* name = "first_derivative";
    detail::require_valid<real_t<E>>(options, name);
    const auto slope =
        detail::correlated<parity::odd>(name, sections, options.along, {0, 0.5 / options.spacing}, options.edge);
    if (options.definition == difference_definition::plain) return slope;
    return detail::correlated<parity::even>(name, slope, detail::other(options.along), {0.642105, 0.178947},
                                            options.edge);
}

/// The second derivative of sections {..., samples, traces} along one axis, in units of the amplitude by the square of
/// that of the spacing. NaN spreads to its neighbors. Throws argument_error for fewer than two axes and a spacing <= 0.
template <array_expression E>
array<real_t<E>> second_derivative(const E& sections, const difference_options& options = {}) {
    using kernels::parity;
    const char* name = "second_derivative";
    detail::require_valid<real_t<E>>(options, name);
    const double by = 1 / (options.spacing * options.spacing);
    if (options.definition == difference_definition::plain)
        return detail::correlated<parity::even>(name, sections, options.along, {-2 * by, by}, options.edge);
    const auto curved = detail::correlated<parity::even>(name, sections, options.along,
                                                         {-0.471147 * by, 0.002668 * by, 0.232905 * by}, options.edge);
    return detail::correlated<parity::even>(name, curved, detail::other(options.along), {0.439911, 0.249724, 0.030320},
                                            options.edge);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
