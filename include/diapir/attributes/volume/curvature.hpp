// The curvature of the layers of a volume, from their dips: Roberts, Curvature attributes and their application to 3D
// interpreted horizons, First Break 19, 2001; from volumetric dips as in Al-Dossary and Marfurt, 3D volumetric
// multispectral estimates of reflector curvature and rotation, Geophysics 71, 2006.
#pragma once

#include <diapir/attributes/volume/dip.hpp>
#include <diapir/attributes/volume/lateral_derivative.hpp>

#include <cmath>
#include <numbers>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

/// With the layer through a sample z = a x^2 + b y^2 + c x y + d x + e y, z downwards, all but shape_index in 1 over
/// the unit of distance (gaussian squared). Positive over anticlines, negative over synclines.
enum class curvature_measure {
    mean,           ///< (a (1 + e^2) + b (1 + d^2) - c d e) / (1 + d^2 + e^2)^(3/2): half of maximum + minimum
    gaussian,       ///< (4 a b - c^2) / (1 + d^2 + e^2)^2: maximum x minimum
    maximum,        ///< mean + sqrt(mean^2 - gaussian)
    minimum,        ///< mean - sqrt(mean^2 - gaussian)
    most_positive,  ///< a + b + sqrt((a - b)^2 + c^2)
    most_negative,  ///< a + b - sqrt((a - b)^2 + c^2)
    curvedness,     ///< sqrt((maximum^2 + minimum^2) / 2)
    shape_index     ///< (2 / pi) atan((maximum + minimum) / (maximum - minimum)): -1 bowl, 0 saddle, 1 dome; plane: 0
};

struct curvature_options {
    dip_options dip{};  ///< curvatures are over the unit of the spacings: give samples in it, too
    /// Of the derivative of Gaussian that dips are differentiated with, in traces; 0 takes half the difference between
    /// the neighbors. Beyond the volume dips go on antisymmetrically, so that the outermost differences are one-sided.
    double sigma = 1;
};

namespace detail {

/// What makes the layer through a sample: its dips d, e, and a, b, c.
template <class V>
struct quadratic {
    V a, b, c, d, e;
};

/// One measure of registers or scalars of T.
template <class T, class V>
V curvature_of(curvature_measure measure, const quadratic<V>& z) {
    const auto [a, b, c, d, e] = z;
    const V one(T(1)), zero(T(0));
    const auto root = [&](const V& v) { return V(simd::sqrt(V(simd::select(v < zero, zero, v)))); };
    if (measure == curvature_measure::most_positive || measure == curvature_measure::most_negative) {
        const V spread = root(V((a - b) * (a - b) + c * c));
        const V most = measure == curvature_measure::most_positive ? V(a + b + spread) : V(a + b - spread);
        const V dips = d + e;
        return V(simd::select(simd::is_nan(dips), dips, most));
    }
    const V slope = one + d * d + e * e;
    const V mean = (a * (one + e * e) + b * (one + d * d) - c * d * e) / (slope * root(slope));
    const V gaussian = (V(T(4)) * a * b - c * c) / (slope * slope);
    const V spread = root(V(mean * mean - gaussian));
    switch (measure) {
        case curvature_measure::mean:
            return mean;
        case curvature_measure::gaussian:
            return gaussian;
        case curvature_measure::maximum:
            return mean + spread;
        case curvature_measure::minimum:
            return mean - spread;
        case curvature_measure::curvedness:
            return root(V(mean * mean + spread * spread));
        default:
            return V(simd::atan2(mean, spread) * V(static_cast<T>(2 / std::numbers::pi)));
    }
}

/// The curvature along one trace, from the derivatives of both dips along both axes.
template <class T>
void curvature(const lateral_derivatives<T>& inline_dip, const lateral_derivatives<T>& crossline_dip,
               curvature_measure measure, std::size_t samples, const T* p, const T* q, T* to) {
    simd::transform(
        samples, to,
        [measure](const auto& d, const auto& e, const auto& dx, const auto& dy, const auto& ex, const auto& ey) {
            using V = std::remove_cvref_t<decltype(d)>;
            const V half(T(0.5));
            return curvature_of<T, V>(measure, {V(half * dx), V(half * ey), V(half * (dy + ex)), d, e});
        },
        p, q, inline_dip.across_crosslines(), inline_dip.across_inlines(), crossline_dip.across_crosslines(),
        crossline_dip.across_inlines());
}

}  // namespace detail

/// One measure of the curvature of layers with the given dips, {..., inlines, crosslines, samples} each, in units of
/// `options.dip.spacing`. Dips that are undefined or infinite make it so within reach of the derivatives. Throws
/// argument_error for sigma < 0, spacings <= 0 and dips of different shapes.
template <class T>
array<T> curvature(const dip_components<T>& dips, curvature_measure measure, const curvature_options& options = {}) {
    constexpr const char* name = "volume::curvature";
    const spacing& step = options.dip.spacing;
    detail::require_valid<T>(step, name);
    require(options.sigma >= 0, name, ": expected sigma >= 0, got ", options.sigma);
    require(shape_of(dips.along_inlines) == shape_of(dips.along_crosslines), name,
            ": expected two dips of one shape, got ", shape_of(dips.along_inlines), " and ",
            shape_of(dips.along_crosslines));
    const T* of_crosslines = dips.along_crosslines.data();
    const auto f = [&](const detail::cuboid<T>& p, const detail::trace_range& traces, T* to) {
        const detail::cuboid<T> q{of_crosslines + (p.amplitudes - dips.along_inlines.data()), p.extents, T{1}};
        detail::lateral_derivatives<T> of_p(p, options.sigma, step), of_q(q, options.sigma, step);
        const auto [inlines, crosslines, samples] = p.extents;
        for (std::size_t i = traces.inlines.first; i < traces.inlines.last; ++i)
            for (std::size_t x = traces.crosslines.first; x < traces.crosslines.last; ++x) {
                of_p.compute(i, x);
                of_q.compute(i, x);
                detail::curvature(of_p, of_q, measure, samples, p.trace(i, x), q.trace(i, x),
                                  to + (i * crosslines + x) * samples);
            }
    };
    return map_volume(name, dips.along_inlines, {.operations = 4 * kernels::few_operations}, f);
}

/// One measure of the curvature of the layers of volumes {..., inlines, crosslines, samples}, by way of their dips. It
/// does not depend on the unit of the amplitudes. Throws argument_error for an empty window, tensor.sigma <= 0, sigma <
/// 0 and spacings <= 0.
template <array_expression E>
array<real_t<E>> curvature(const E& volumes, curvature_measure measure = curvature_measure::most_positive,
                           const curvature_options& options = {}) {
    return curvature(dips(volumes, options.dip), measure, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
