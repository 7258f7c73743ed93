// How layered, line-like or chaotic the amplitudes of a volume are around each sample: ratios of the eigenvalues l1 >=
// l2
// >= l3 of the gradient structure tensor.
#pragma once

#include <diapir/attributes/volume/structure_tensor.hpp>
#include <diapir/core/simd.hpp>

#include <limits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

enum class gst_measure {
    /// (l1 - l2) / (l1 + l2): 1 where all gradients in the window are parallel, as in plane layers of any dip (Bakker,
    /// Image structure analysis for seismic interpretation, Delft, 2002; the coherence of bruges 0.5.4).
    plane,
    /// (l2 - l3) / (l2 + l3): 1 where the gradients lie in a plane, so that the amplitudes are constant along a line; 0
    /// where l2 and l3 are 0, up to rounding.
    line,
    /// line (1 - plane): high where layers end at a fault (Bakker 2002; the coherence of d2geo 70bab9d).
    fault,
    /// 2 l2 / (l1 + l3): 0 in plane layers, 1 where all directions are alike (Randen et al. 2000; d2geo 70bab9d).
    chaos
};

namespace detail {

/// One measure, 0 to 1, of the shares of the eigenvalues.
template <class V>
V measure_of(gst_measure measure, const principal_axes<V>& axes) {
    using T = simd::number<V>;
    const V one(T(1)), zero(T(0)), l1 = axes.largest(), l2 = axes.middle(), l3 = axes.smallest();
    const V plane = (l1 - l2) / (l1 + l2), both = l2 + l3;
    const V rounding(16 * std::numeric_limits<T>::epsilon());  // of shares
    const V line = simd::select(both <= rounding, zero, V((l2 - l3) / both));
    const V value = measure == gst_measure::plane   ? plane
                    : measure == gst_measure::line  ? line
                    : measure == gst_measure::fault ? V(line * (one - plane))
                                                    : V((l2 + l2) / (l1 + l3));
    const V bounded = simd::select(value < zero, zero, value);
    return simd::select(bounded > one, one, bounded);
}

}  // namespace detail

/// A measure, 0 to 1, of the structure tensor of volumes {..., inlines, crosslines, samples} in the window around each
/// sample. NaN spread over the windows that hold them; windows without any gradient have options.undefined. It does not
/// depend on the unit of the amplitudes. In float, line and fault are noise where layers are plane to within 1e-6.
/// Throws argument_error for an empty window and for sigma <= 0.
template <array_expression E>
array<real_t<E>> gst(const E& volumes, gst_measure measure = gst_measure::plane, const tensor_options& options = {}) {
    using V = simd::pack<real_t<E>>;
    return std::move(detail::map_tensors<1>("volume::gst", volumes, options, [=](const auto& axes, V* results) {
        results[0] = detail::measure_of(measure, axes);
    })[0]);
}

/// gst with gst_measure::chaos.
template <array_expression E>
array<real_t<E>> chaos(const E& volumes, const tensor_options& options = {}) {
    return gst(volumes, gst_measure::chaos, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
