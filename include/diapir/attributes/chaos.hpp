// How chaotic the amplitudes of a section are: 2 l2 / (l1 + l2) of the eigenvalues l1 >= l2 of the gradient structure
// tensor. Randen et al., Three-dimensional texture attributes for seismic data analysis, SEG, 2000, whose 2 l2 / (l1 +
// l3) has three dimensions (volume/gst.hpp).
#pragma once

#include <diapir/attributes/semblance.hpp>

#include <limits>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct chaos_options {
    std::size_t samples = 5;                                      ///< height of the window
    std::size_t traces = 7;                                       ///< width of the window
    double sigma = 1;                                             ///< of the derivatives of Gaussian
    double undefined = std::numeric_limits<double>::quiet_NaN();  ///< the value in a window without any gradient
};

/// Chaos, 0 to 1, of sections {..., samples, traces} in the window around each sample: 0 where all gradients are
/// parallel, as in plane layers of any dip; 1 where all directions are alike. It is 1 less gst semblance. NaN spread
/// over the windows that hold them. It does not depend on the unit of the amplitudes. Throws argument_error for an
/// empty window and for sigma <= 0.
template <array_expression E>
array<real_t<E>> chaos(const E& sections, const chaos_options& options = {}) {
    using T = real_t<E>;
    using V = simd::pack<T>;
    detail::require_window("chaos", options.samples, options.traces);
    require(options.sigma > 0, "chaos: expected sigma > 0, got ", options.sigma);
    const auto finish = [undefined = V(static_cast<T>(options.undefined))](const V& dd, const V& aa, const V& da) {
        const V sum = dd + aa, difference = (dd - aa) / sum, twice = (da + da) / sum;
        const V gst = detail::at_most_one(V(simd::sqrt(V(difference * difference + twice * twice))));
        return V(simd::select(sum == V(T(0)), undefined, V(V(T(1)) - gst)));
    };
    return map_sections(
        "chaos", sections, {.halo = options.samples - 1, .unit = true, .operations = 2 * kernels::few_operations},
        [&](const detail::section<T>& s, row_range rows, T* to) {
            detail::structure_tensor(s, {options.samples, options.traces}, options.sigma, rows, to, finish);
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
