// The dips of the layers of a volume: the plane across the strongest gradient, from the structure tensor. Randen et
// al., Three-dimensional texture attributes for seismic data analysis, SEG, 2000; Marfurt, Robust estimates of 3D
// reflector dip and azimuth, Geophysics 71, 2006, for the components and their signs.
#pragma once

#include <diapir/attributes/volume/structure_tensor.hpp>

#include <cstddef>
#include <numbers>
#include <tuple>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

struct dip_options {
    tensor_options tensor{};
    volume::spacing spacing{};
};

/// The two components of the dip of volumes: how much deeper a layer lies for a step of 1, in units of the sample
/// interval over those of the trace spacings. Positive where layers deepen with growing numbers.
template <class T>
struct dip_components {
    array<T> along_inlines;     ///< from crossline to crossline: the inline dip
    array<T> along_crosslines;  ///< from inline to inline: the crossline dip
};

namespace detail {

/// The components from what is across the layers. Where layers are vertical they are infinite, or 0 along them.
template <class V>
std::pair<V, V> slopes(const direction<V>& normal, const spacing& d) {
    using T = typename V::value_type;
    const auto slope = [&](const V& along, double step) {
        const V zero(T(0)), factor(static_cast<T>(d.samples / step));
        return V(simd::select(along == zero, zero, V(zero - along / normal.s * factor)));
    };
    return {slope(normal.x, d.crosslines), slope(normal.i, d.inlines)};
}

/// The angle of the steepest descent from the direction of growing crosslines, in degrees.
template <class V>
V azimuth_of(const direction<V>& normal, const spacing& d) {
    using T = typename V::value_type;
    const V zero(T(0)), one(T(1)), side = simd::select(normal.s < zero, V(-one), one);
    return simd::atan2(V(zero - normal.i * side / V(static_cast<T>(d.inlines))),
                       V(zero - normal.x * side / V(static_cast<T>(d.crosslines)))) *
           V(static_cast<T>(180 / std::numbers::pi));
}

/// `Out` results of finish(normal, results), of registers, for every sample where there is a direction.
template <std::size_t Out, array_expression E, class Finish>
auto map_normals(const char* name, const E& volumes, const dip_options& options, const Finish& finish) {
    using V = simd::pack<real_t<E>>;
    require_valid<real_t<E>>(options.spacing, name);
    const V undefined(static_cast<real_t<E>>(options.tensor.undefined));
    return map_tensors<Out>(name, volumes, options.tensor, [&](const principal_axes<V>& axes, V* results) {
        finish(axes.normal(), results);
        for (std::size_t k = 0; k < Out; ++k)
            results[k] = simd::select(axes.without_direction(), undefined, results[k]);
    });
}

/// finish(dip along inlines, along crosslines) for every sample.
template <array_expression E, class Finish>
array<real_t<E>> map_dips(const char* name, const E& volumes, const dip_options& options, const Finish& finish) {
    using V = simd::pack<real_t<E>>;
    return std::move(map_normals<1>(name, volumes, options, [&](const direction<V>& normal, V* results) {
        const auto [along_inlines, along_crosslines] = slopes(normal, options.spacing);
        results[0] = finish(along_inlines, along_crosslines);
    })[0]);
}

}  // namespace detail

/// Both components of the dip of volumes {..., inlines, crosslines, samples}, of the layers in the window around each
/// sample. Windows without any gradient, or with as much in all directions, have options.tensor.undefined; where layers
/// are vertical, dips across them are infinite. NaN spread over the windows that hold them. Dips do not depend on the
/// unit of the amplitudes. Throws argument_error for an empty window, sigma <= 0 and spacings <= 0.
template <array_expression E>
dip_components<real_t<E>> dips(const E& volumes, const dip_options& options = {}) {
    using V = simd::pack<real_t<E>>;
    auto both =
        detail::map_normals<2>("volume::dips", volumes, options, [&](const detail::direction<V>& normal, V* results) {
            std::tie(results[0], results[1]) = detail::slopes(normal, options.spacing);
        });
    return {std::move(both[0]), std::move(both[1])};
}

/// The dip from crossline to crossline, along the inlines: see dips.
template <array_expression E>
array<real_t<E>> inline_dip(const E& volumes, const dip_options& options = {}) {
    return detail::map_dips("volume::inline_dip", volumes, options, [](const auto& p, const auto&) { return p; });
}

/// The dip from inline to inline, along the crosslines: see dips.
template <array_expression E>
array<real_t<E>> crossline_dip(const E& volumes, const dip_options& options = {}) {
    return detail::map_dips("volume::crossline_dip", volumes, options, [](const auto&, const auto& q) { return q; });
}

/// The dip in the direction of the steepest descent: the root of the sum of the squares of both components. Throws as
/// dips does.
template <array_expression E>
array<real_t<E>> dip(const E& volumes, const dip_options& options = {}) {
    return detail::map_dips("volume::dip", volumes, options, [](const auto& p, const auto& q) {
        using V = std::remove_cvref_t<decltype(p)>;
        return V(simd::sqrt(V(p * p + q * q)));
    });
}

/// The direction of the steepest descent, in degrees from -180 to 180: 0 where layers deepen from crossline to
/// crossline and 90 where they deepen from inline to inline. 0 where they are horizontal. Throws as dips does.
template <array_expression E>
array<real_t<E>> azimuth(const E& volumes, const dip_options& options = {}) {
    using V = simd::pack<real_t<E>>;
    return std::move(detail::map_normals<1>("volume::azimuth", volumes, options,
                                            [&](const detail::direction<V>& normal, V* results) {
                                                results[0] = detail::azimuth_of(normal, options.spacing);
                                            })[0]);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
