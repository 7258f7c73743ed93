// The dips of the layers of a volume: the plane across the strongest gradient, from the structure tensor. Randen et
// al., Three-dimensional texture attributes for seismic data analysis, SEG, 2000; Marfurt, Robust estimates of 3D
// reflector dip and azimuth, Geophysics 71, 2006, for the components and their signs.
#pragma once

#include <diapir/attributes/volume/structure_tensor.hpp>

#include <numbers>
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

/// The components from what is across the layers; infinite where they are vertical.
template <class V>
std::pair<V, V> slopes(const principal_axes<V>& axes, const spacing& d) {
    using T = typename V::value_type;
    const V along_inlines(static_cast<T>(-d.samples / d.crosslines)),
        along_crosslines(static_cast<T>(-d.samples / d.inlines)), zero(T(0));
    const direction<V> normal = axes.normal();  // adding 0 makes -0 of horizontal layers 0, for their azimuth
    return {normal.x / normal.s * along_inlines + zero, normal.i / normal.s * along_crosslines + zero};
}

/// A result, where there is a direction to it.
template <class V>
V directed(const principal_axes<V>& axes, const tensor_options& options, const V& result) {
    return simd::select(axes.without_direction(), V(static_cast<typename V::value_type>(options.undefined)), result);
}

/// finish(dip along inlines, along crosslines) for every sample.
template <array_expression E, class Finish>
array<real_t<E>> map_dips(const char* name, const E& volumes, const dip_options& options, const Finish& finish) {
    using V = simd::pack<real_t<E>>;
    require_valid(options.spacing, name);
    return std::move(map_tensors<1>(name, volumes, options.tensor, [&](const auto& axes, V* results) {
        const auto [along_inlines, along_crosslines] = slopes(axes, options.spacing);
        results[0] = directed(axes, options.tensor, V(finish(along_inlines, along_crosslines)));
    })[0]);
}

}  // namespace detail

/// Both components of the dip of volumes {..., inlines, crosslines, samples}, of the layers in the window around each
/// sample. Windows without any gradient, or with as much in all directions, have options.tensor.undefined; where layers
/// are vertical, dips are infinite. NaN spread over the windows that hold them. Dips do not depend on the unit of the
/// amplitudes. Throws argument_error for an empty window, sigma <= 0 and spacings <= 0.
template <array_expression E>
dip_components<real_t<E>> dips(const E& volumes, const dip_options& options = {}) {
    using V = simd::pack<real_t<E>>;
    detail::require_valid(options.spacing, "volume::dips");
    auto both = detail::map_tensors<2>("volume::dips", volumes, options.tensor, [&](const auto& axes, V* results) {
        const auto [along_inlines, along_crosslines] = detail::slopes(axes, options.spacing);
        results[0] = detail::directed(axes, options.tensor, along_inlines);
        results[1] = detail::directed(axes, options.tensor, along_crosslines);
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
    using T = real_t<E>;
    return detail::map_dips("volume::azimuth", volumes, options, [](const auto& p, const auto& q) {
        using V = std::remove_cvref_t<decltype(p)>;
        return V(simd::atan2(q, p) * V(static_cast<T>(180 / std::numbers::pi)));
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
