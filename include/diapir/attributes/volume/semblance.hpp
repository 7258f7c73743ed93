// How alike the traces of a window are, in volumes: three measures of coherence with the definitions of
// bruges.attribute.discontinuity, bruges 0.5.4. High in even layers, low at faults and in salt.
#pragma once

#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/volume/eigenstructure.hpp>
#include <diapir/attributes/volume/gst.hpp>
#include <diapir/attributes/volume/stacked_energy.hpp>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

using attributes::semblance_method;

struct semblance_options {
    cube window{};
    semblance_method method = semblance_method::gst;
    double sigma = 1;                                             ///< gst: of the derivative of Gaussian
    double undefined = std::numeric_limits<double>::quiet_NaN();  ///< gst: the value in a window without any gradient

    /// The window of bruges.attribute.similarity, bruges 0.5.4, for volumes: its duration runs along the crosslines.
    static semblance_options bruges_0_5_4(std::size_t duration, std::size_t step_out,
                                          semblance_method method = semblance_method::gst, double sigma = 1) {
        return {.window = tensor_options::bruges_0_5_4(duration, step_out).window, .method = method, .sigma = sigma};
    }
};

namespace detail {

/// (Energy of the stacked trace) / (energy of all traces), of which the first is `traces` times too large.
template <class T>
void marfurt(const cuboid<T>& c, const cube& window, const trace_range& traces, T* to) {
    using V = simd::pack<T>;
    stacked_energy(c, window, traces, to, [count = V(static_cast<T>(window.traces()))](const V& stack, const V& all) {
        const V share = attributes::detail::at_most_one(V(stack / (all * count)));
        return V(simd::select(all == V(T(0)), V(T(0)), share));
    });
}

}  // namespace detail

/// The coherence, 0 to 1, of volumes {..., inlines, crosslines, samples} in the window around each sample: of all its
/// traces {inlines, crosslines} over its samples. Windows see the amplitudes reflected beyond the volume, those of gst
/// as tensor_options says. NaN spread over the windows that hold them. It does not depend on the unit of the
/// amplitudes. marfurt and gst cost the same for any window; gersztenkorn grows with the cube of the number of traces.
/// Throws argument_error for an empty window, for more than 256 traces of gersztenkorn and for sigma <= 0.
template <array_expression E>
array<real_t<E>> semblance(const E& volumes, const semblance_options& options = {}) {
    using T = real_t<E>;
    constexpr const char* name = "volume::semblance";
    const cube& window = options.window;
    detail::require_valid(window, name);
    attributes::detail::require_method(name, options.method);
    if (options.method == semblance_method::gst)
        return gst(volumes, gst_measure::plane,
                   {.window = window, .sigma = options.sigma, .smoothed = false, .undefined = options.undefined});
    const auto with = [&](std::size_t quantities, std::size_t operations, const auto& f) {
        return map_volume(
            name, volumes, {.window = window, .quantities = quantities, .unit = true, .operations = operations},
            [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) { f(c, window, traces, to); });
    };
    if (options.method == semblance_method::marfurt)
        return with(2, 2 * kernels::few_operations, [](auto&&... a) { detail::marfurt<T>(a...); });
    attributes::detail::require_few_traces(name, window.traces());
    const std::size_t n = window.traces();  // matrices {n, n} are squared some ten times
    return with(1, kernels::few_operations * (1 + n * n * n), [](auto&&... a) { detail::eigenstructure<T>(a...); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
