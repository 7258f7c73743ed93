// The gradient structure tensor of volumes: the products of the amplitudes' derivatives, summed over a window, and its
// eigenvalues. Randen, Monsen, Signer, Abrahamsen, Hansen, Saeter and Schlaf, Three-dimensional texture attributes for
// seismic data analysis, SEG, 2000; edges are those of bruges 0.5.4.
#pragma once

#include <diapir/attributes/volume/cube_sums.hpp>
#include <diapir/attributes/volume/gradient.hpp>
#include <diapir/attributes/volume/principal_axes.hpp>
#include <diapir/attributes/volume/smoothed_gradient.hpp>

#include <array>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

/// Of everything that is made of the structure tensor.
struct tensor_options {
    cube window{};     ///< over which the products of the derivatives are summed, all alike
    double sigma = 1;  ///< of the derivatives of Gaussian, in samples and traces
    /// Whether each derivative is smoothed by the same Gaussian along the other two axes. Where it is not, as in bruges
    /// 0.5.4, quick changes are damped more than slow ones, and dips come out too steep.
    bool smoothed = true;
    attributes::edge edge = edge::mirror;                         ///< how windows see the gradients beyond the volume
    double undefined = std::numeric_limits<double>::quiet_NaN();  ///< the value in a window without any gradient

    /// The window and the derivatives of bruges.attribute.similarity, bruges 0.5.4, for volumes: its duration runs
    /// along the crosslines.
    static tensor_options bruges_0_5_4(std::size_t duration, std::size_t step_out, double sigma = 1) {
        return {.window = {2 * step_out + 1, duration, 2 * step_out + 1}, .sigma = sigma, .smoothed = false};
    }
};

namespace detail {

inline volume_options volume_options_for(const tensor_options& options, const char* name) {
    require_valid(options.window, name);
    require(options.sigma > 0, name, ": expected sigma > 0, got ", options.sigma);
    return {.window = options.window, .quantities = 6, .unit = true, .operations = 16 * kernels::few_operations};
}

/// Writes the results of finish(tensor, results), of registers, for some traces of a volume, from their gradients.
template <std::size_t Out, class Gradients, class T, class Finish>
void structure_tensor(Gradients gradients, const cuboid<T>& c, const tensor_options& options, const trace_range& traces,
                      T* const* to, const Finish& finish) {
    using V = simd::pack<T>;
    const auto products = [&](std::size_t inline_number, std::size_t crossline, T* const* entries) {
        gradients.compute(inline_number, crossline);
        for (std::size_t k = 0; k < gradients.size(); k += simd::width<T>) {
            const V i = simd::load(gradients.across_inlines() + k), x = simd::load(gradients.across_crosslines() + k),
                    s = simd::load(gradients.down() + k);
            const V all[] = {V(i * i), V(x * x), V(s * s), V(i * x), V(i * s), V(x * s)};
            for (std::size_t entry = 0; entry < 6; ++entry) simd::store(entries[entry] + k, all[entry]);
        }
    };
    sum_cubes<6, Out>(c.extents, options.window, options.edge, traces, to, products, [&](const V* t, V* results) {
        finish(symmetric3<V>{t[0], t[1], t[2], t[3], t[4], t[5]}, results);
    });
}

/// The same with derivatives for a step of one sample or trace.
template <std::size_t Out, class T, class Finish>
void structure_tensor(const cuboid<T>& c, const tensor_options& options, const trace_range& traces, T* const* to,
                      const Finish& finish) {
    if (options.smoothed)
        structure_tensor<Out>(smoothed_gradient_traces<T>(c, options.sigma), c, options, traces, to, finish);
    else
        structure_tensor<Out>(gradient_traces<T>(c, options.sigma), c, options, traces, to, finish);
}

/// Maps volumes to the results of finish(axes, results), and to the value for windows without gradient.
template <std::size_t Out, array_expression E, class Finish>
std::array<array<real_t<E>>, Out> map_tensors(const char* name, const E& volumes, const tensor_options& options,
                                              const Finish& finish) {
    using T = real_t<E>;
    using V = simd::pack<T>;
    const auto finish_where_defined = [&, undefined = V(static_cast<T>(options.undefined))](const auto& tensor,
                                                                                            V* results) {
        finish(principal_axes<V>(tensor), results);
        const auto flat = tensor.trace() == V(T(0));
        for (std::size_t k = 0; k < Out; ++k) results[k] = simd::select(flat, undefined, results[k]);
    };
    return map_volumes<Out>(name, volumes, volume_options_for(options, name),
                            [&](const cuboid<T>& c, const trace_range& traces, T* const* to) {
                                structure_tensor<Out>(c, options, traces, to, finish_where_defined);
                            });
}

}  // namespace detail

/// The eigenvalues of the structure tensor of volumes {..., inlines, crosslines, samples}, the largest first: the mean
/// squares of the amplitudes' derivatives along its three axes, in squared units of the amplitude; 0 in a flat window.
/// NaN spread over the windows that hold them. Throws argument_error for an empty window and for sigma <= 0.
template <array_expression E>
std::array<array<real_t<E>>, 3> structure_tensor_eigenvalues(const E& volumes, const tensor_options& options = {}) {
    using T = real_t<E>;
    using V = simd::pack<T>;
    const T entries = static_cast<T>(options.window.size());
    return map_volumes<3>("volume::structure_tensor_eigenvalues", volumes,
                          detail::volume_options_for(options, "volume::structure_tensor_eigenvalues"),
                          [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* const* to) {
                              const auto finish = [&](const detail::symmetric3<V>& tensor, V* results) {
                                  const detail::principal_axes<V> axes(tensor);
                                  const V sum = tensor.trace() / V(entries) / V(c.unit) / V(c.unit);
                                  const V shares[] = {axes.largest(), axes.middle(), axes.smallest()};
                                  for (std::size_t k = 0; k < 3; ++k)
                                      results[k] = simd::select(sum == V(T(0)), sum, V(shares[k] * sum));
                              };
                              detail::structure_tensor<3>(c, options, traces, to, finish);
                          });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
