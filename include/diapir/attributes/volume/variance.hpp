// How much amplitudes vary in a window of a volume, among themselves or from trace to trace: see
// attributes/variance.hpp.
#pragma once

#include <diapir/attributes/variance.hpp>
#include <diapir/attributes/volume/cube_sums.hpp>
#include <diapir/attributes/volume/stacked_energy.hpp>

#include <algorithm>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

using attributes::variance_form;

struct variance_options {
    cube window{};
    variance_form form = variance_form::amplitudes;
    /// Beyond the volume. Not edge::truncate, and of variance_form::traces only edge::reflect.
    attributes::edge edge = edge::reflect;
};

namespace detail {

/// The variance among amplitudes, for some traces of a volume.
template <class T>
void variance(const cuboid<T>& c, const variance_options& options, const trace_range& traces, T* to) {
    using V = simd::pack<double>;
    const extents& e = c.extents;
    const attributes::detail::window_variance<T> rule(c.amplitudes, e.size(), c.unit, options.window.size(),
                                                      options.edge);
    kept_vector<double> plane(traces.crosslines.count() * e.samples);
    sum_planes<2, 1, double>(
        e, options.window, options.edge, traces,
        [&](std::size_t i, std::size_t x, double* const* quantities) {
            rule.quantities(c.trace(i, x), e.samples, quantities[0], quantities[1]);
        },
        [](const V* lateral, V* summed) { std::copy_n(lateral, 2, summed); },
        [&](const V* sums, V* result) { *result = rule.of(sums[0], sums[1]); },
        [&](std::size_t, std::size_t) { return plane.data(); },
        [&](std::size_t i) {
            T* out = to + (i * e.crosslines + traces.crosslines.first) * e.samples;
            std::transform(plane.begin(), plane.end(), out, [](double v) { return static_cast<T>(v); });
        });
}

}  // namespace detail

/// The variance of volumes {..., inlines, crosslines, samples} in the window around each sample; see variance_form.
/// That among amplitudes is summed in double. NaN spread over the windows that hold them. Throws argument_error for an
/// empty window and for edge modes that the form does not have.
template <array_expression E>
array<real_t<E>> variance(const E& volumes, const variance_options& options = {}) {
    using T = real_t<E>;
    constexpr const char* name = "volume::variance";
    detail::require_valid(options.window, name);
    attributes::detail::require_valid(options.form, options.edge, name);
    const auto rest = [&](const auto& of_stack, const auto& of_all) {
        return attributes::detail::unstacked_share<T>(of_stack, of_all, options.window.traces());
    };
    return map_volume(name, volumes, {.window = options.window, .quantities = 4, .unit = true},
                      [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) {
                          if (options.form == variance_form::amplitudes)
                              return detail::variance(c, options, traces, to);
                          detail::stacked_energy(c, options.window, traces, to, rest);
                      });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
