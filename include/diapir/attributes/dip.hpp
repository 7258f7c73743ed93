// The dip of the layers of a section: the line across the strongest gradient, from the structure tensor. Randen et al.,
// Three-dimensional texture attributes for seismic data analysis, SEG, 2000, in two dimensions.
#pragma once

#include <diapir/attributes/structure_tensor.hpp>
#include <diapir/core/simd.hpp>

#include <limits>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class dip_unit {
    slope,   ///< units of the sample interval over those of the trace spacing
    degrees  ///< the angle of the slope, where both are in one unit
};

struct dip_options {
    std::size_t samples = 9;  ///< height of the window
    std::size_t traces = 9;   ///< width of the window
    double sigma = 1;         ///< of the smoothed derivatives of Gaussian, in samples and traces
    double sample_interval = 1;
    double trace_spacing = 1;
    dip_unit unit = dip_unit::slope;
    double undefined = std::numeric_limits<double>::quiet_NaN();  ///< where a window has no gradient or no direction
};

namespace detail {

/// The lines across the eigenvector of the larger eigenvalue of {{dd, da}, {da, aa}}; d is down the samples, a across
/// the traces.
template <class V>
class layering {
public:
    layering(const V& dd, const V& aa, const V& da)
        : sum_(dd + aa),
          difference_((dd - aa) / sum_),
          twice_((da + da) / sum_),
          strength_(simd::sqrt(V(difference_ * difference_ + twice_ * twice_))) {}

    /// Where there is no eigenvector: both eigenvalues are equal, up to rounding, or 0.
    auto without_direction() const {
        using T = simd::number<V>;
        return sum_ == V(T(0)) || strength_ <= V(16 * std::numeric_limits<T>::epsilon());
    }
    /// In samples per trace; of the two forms of the ratio, the one without cancellation.
    V slope() const {
        using T = simd::number<V>;
        const auto flat = difference_ >= V(T(0));
        return V(T(0)) - simd::select(flat, twice_, V(strength_ - difference_)) /
                             simd::select(flat, V(strength_ + difference_), twice_);
    }

private:
    V sum_, difference_, twice_, strength_;
};

template <class T>
void require_valid(const dip_options& options, const char* name) {
    require_window(name, options.samples, options.traces);
    require(options.sigma > 0, name, ": expected sigma > 0, got ", options.sigma);
    require_spacings<T>(name, options.sample_interval, options.trace_spacing);
}

/// Rows of the dip, written to `to` on.
template <class T>
void dip(const section<T>& s, const dip_options& options, row_range rows, T* to) {
    using V = simd::pack<T>;
    const V undefined(static_cast<T>(options.undefined)),
        unit(static_cast<T>(options.sample_interval / options.trace_spacing)),
        degrees(static_cast<T>(180 / std::numbers::pi));
    const auto finish = [&](const V& dd, const V& aa, const V& da) {
        const layering<V> layers(dd, aa, da);
        V slope = layers.slope() * unit;
        if (options.unit == dip_unit::degrees) slope = simd::atan2(slope, V(T(1))) * degrees;
        return V(simd::select(layers.without_direction(), undefined, slope));
    };
    structure_tensor(s, {options.samples, options.traces}, options.sigma, rows, to, finish, true);
}

}  // namespace detail

/// The dip of sections {..., samples, traces}, of the layers in the window around each sample: positive where they
/// deepen from trace to trace; minus infinite, or -90 degrees, where they are vertical. Windows without any gradient,
/// or with as much in all directions, have options.undefined. NaN spread over the windows that hold them. Dips do not
/// depend on the unit of the amplitudes. Throws argument_error for an empty window, and for sigma, intervals and
/// spacings <= 0.
template <array_expression E>
array<real_t<E>> dip(const E& sections, const dip_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid<T>(options, "dip");
    return map_sections("dip", sections,
                        {.halo = options.samples - 1, .unit = true, .operations = 4 * kernels::few_operations},
                        [&](const detail::section<T>& s, row_range rows, T* to) { detail::dip(s, options, rows, to); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
