// Semblance of volumes along the dip of the layers: Marfurt, Kirlin, Farmer and Bahorich, 3-D seismic attributes using
// a semblance-based coherency algorithm, Geophysics 63, 1998. The dip is the one of some trial dips that makes the
// window most coherent, or is given for every sample. See attributes/steered_semblance.hpp.
#pragma once

#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/volume/dip.hpp>
#include <diapir/attributes/volume/gate_sums.hpp>
#include <diapir/attributes/volume/sheared_traces.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

struct steered_options {
    cube window{};  ///< its traces are shifted by the dip
    /// The dips that are tried: from inline to inline and from crossline to crossline multiples of dip_step, in samples
    /// per trace, positive where layers deepen with growing numbers; the steepest is max_dip. In between samples
    /// amplitudes lie on a line between two.
    double max_dip = 1;
    double dip_step = 0.25;
};

namespace detail {

/// Energy of the stacked trace over that of all `count` traces; 0 where there is none.
template <class V>
V stacked_share(const V& of_stack, const V& of_all, const V& count) {
    using T = typename V::value_type;
    const V share = attributes::detail::at_most_one(V(of_stack / (of_all * count)));
    return V(simd::select(of_all == V(T(0)), V(T(0)), share));
}

/// For some traces of a volume calls better(place, dip, share) wherever a trial dip makes the window more coherent than
/// those before it, and where the first one does; `place` is that of the sample in the volume.
template <class T, class Better>
void browse_dips(const cuboid<T>& c, const steered_options& options, const trace_range& traces, T* best,
                 const Better& better) {
    using V = simd::pack<T>;
    const std::vector<trial_dip> dips = trial_dips(options.max_dip, options.dip_step);
    const std::size_t count = options.window.traces(), samples = c.extents.samples;
    sheared_traces<T> around(c, options.window, options.max_dip);
    gate_sums<T, 2> gates(samples, options.window.samples);
    kept_vector<T> one(around.size());
    const auto fill = [&](std::size_t dip, T* const* quantities) {
        T *stack = quantities[0], *all = quantities[1];
        std::fill_n(stack, around.size(), T{0});
        std::fill_n(all, around.size(), T{0});
        for (std::size_t k = 0; k < count; ++k) {
            around.take(k, around.shift(k, dips[dip]), one.data());
            const auto add = [](const auto& sum, const auto& x) { return sum + x; };
            const auto add_square = [](const auto& sum, const auto& x) { return sum + x * x; };
            simd::transform(around.size(), stack, add, stack, one.data());
            simd::transform(around.size(), all, add_square, all, one.data());
        }
        simd::transform(
            around.size(), stack, [](const auto& sum) { return sum * sum; }, stack);
    };
    const auto share = [number = V(static_cast<T>(count))](const V* sums) {
        return stacked_share(sums[0], sums[1], number);
    };
    for (std::size_t i = traces.inlines.first; i < traces.inlines.last; ++i)
        for (std::size_t x = traces.crosslines.first; x < traces.crosslines.last; ++x) {
            const std::size_t place = (i * c.extents.crosslines + x) * samples;
            around.read(i, x);
            gates.run(dips.size(), fill, share, [&](std::size_t dip, const T* shares) {
                for (std::size_t s = 0; s < samples; ++s) {
                    if (dip > 0 && !(shares[s] > best[place + s] || shares[s] != shares[s])) continue;
                    best[place + s] = shares[s];
                    better(place + s, dips[dip], shares[s]);
                }
            });
        }
}

/// Semblance of one window along a dip in samples per trace.
template <class T>
T semblance_along(const cuboid<T>& c, const cube& window, std::size_t inline_number, std::size_t crossline,
                  std::size_t sample, T along_inlines, T along_crosslines) {
    if (!std::isfinite(along_inlines) || !std::isfinite(along_crosslines)) return std::numeric_limits<T>::quiet_NaN();
    const auto samples = static_cast<std::ptrdiff_t>(c.extents.samples);
    const auto source = [](std::size_t i, std::size_t length, std::size_t of) {
        return static_cast<std::size_t>(edge_index(static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(of / 2),
                                                   static_cast<std::ptrdiff_t>(length), edge::reflect));
    };
    const auto offset = [](std::size_t k, std::size_t of) { return static_cast<T>(k) - static_cast<T>(of / 2); };
    T stacked = 0, all = 0;
    for (std::size_t k = 0; k < window.samples; ++k) {
        T stack = 0;
        for (std::size_t i = 0; i < window.inlines; ++i)
            for (std::size_t x = 0; x < window.crosslines; ++x) {
                const T* trace = c.trace(source(inline_number + i, c.extents.inlines, window.inlines),
                                         source(crossline + x, c.extents.crosslines, window.crosslines));
                const T shift = std::clamp(
                            along_inlines * offset(x, window.crosslines) + along_crosslines * offset(i, window.inlines),
                            T{-1e6}, T{1e6}),
                        whole = std::floor(shift), weight = shift - whole;
                const auto at = static_cast<std::ptrdiff_t>(sample + k) -
                                static_cast<std::ptrdiff_t>(window.samples / 2) + static_cast<std::ptrdiff_t>(whole);
                const T upper = trace[edge_index(at, samples, edge::reflect)];
                const T value =
                    (weight == 0 ? upper
                                 : upper + weight * (trace[edge_index(at + 1, samples, edge::reflect)] - upper)) *
                    c.unit;
                stack += value;
                all += value * value;
            }
        stacked += stack * stack;
    }
    return all == 0 ? T{0} : std::min(stacked / (all * static_cast<T>(window.traces())), T{1});
}

inline volume_options volume_options_for(const steered_options& options, const char* name) {
    require_valid(options.window, name);
    require_valid_dips(options.window, options.max_dip, options.dip_step, name);
    const std::size_t trials = trial_dips(options.max_dip, options.dip_step).size();
    return {.unit = true, .operations = kernels::few_operations * options.window.traces() * trials};
}

}  // namespace detail

/// Marfurt's semblance, 0 to 1, of volumes {..., inlines, crosslines, samples} along the trial dip that makes the
/// window around each sample most coherent. Amplitudes are reflected beyond the volume; windows of zeros have 0. NaN
/// spread over the windows that hold them, along all dips. It does not depend on the unit of the amplitudes. The cost
/// grows with the traces of a window and the number of dips. Throws argument_error for an empty window and dips that
/// are not numbers above 0.
template <array_expression E>
array<real_t<E>> steered_semblance(const E& volumes, const steered_options& options = {}) {
    using T = real_t<E>;
    constexpr const char* name = "volume::steered_semblance";
    return map_volume(name, volumes, detail::volume_options_for(options, name),
                      [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) {
                          detail::browse_dips(c, options, traces, to,
                                              [](std::size_t, const detail::trial_dip&, const T&) {});
                      });
}

/// The trial dip, in samples per trace, along which steered_semblance is largest; 0 where all are alike. Throws as
/// that.
template <array_expression E>
dip_components<real_t<E>> browsed_dips(const E& volumes, const steered_options& options = {}) {
    using T = real_t<E>;
    constexpr const char* name = "volume::browsed_dips";
    auto found =
        map_volumes<3>(name, volumes, detail::volume_options_for(options, name),
                       [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* const* to) {
                           detail::browse_dips(c, options, traces, to[2],
                                               [&](std::size_t place, const detail::trial_dip& dip, const T& share) {
                                                   const bool known = share == share;
                                                   to[0][place] = known ? static_cast<T>(dip.along_inlines) : share;
                                                   to[1][place] = known ? static_cast<T>(dip.along_crosslines) : share;
                                               });
                       });
    return {std::move(found[0]), std::move(found[1])};
}

/// The same along given dips of the same shape, in samples per trace, such as those of dips with spacings of 1; max_dip
/// and dip_step are not used. Where a dip is not finite there is NaN. The cost grows with the window. Throws
/// argument_error for an empty window, and for dips of another shape.
template <array_expression E, class D>
array<real_t<E>> steered_semblance(const E& volumes, const dip_components<D>& dips,
                                   const steered_options& options = {}) {
    using T = real_t<E>;
    constexpr const char* name = "volume::steered_semblance";
    detail::require_valid(options.window, name);
    decltype(auto) in = evaluated<T>(volumes);
    decltype(auto) p = evaluated<T>(dips.along_inlines);
    decltype(auto) q = evaluated<T>(dips.along_crosslines);
    for (const shape& s : {shape_of(p), shape_of(q)})
        require(s == shape_of(in), name, ": expected a dip for each amplitude of ", shape_of(in), ", got ", s);
    const std::size_t operations = kernels::few_operations * options.window.size();
    return map_volume(name, in, {.unit = true, .operations = operations},
                      [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) {
                          const std::ptrdiff_t before = c.amplitudes - in.data();  // those of the volumes before
                          for (std::size_t i = traces.inlines.first; i < traces.inlines.last; ++i)
                              for (std::size_t x = traces.crosslines.first; x < traces.crosslines.last; ++x) {
                                  const std::size_t place = (i * c.extents.crosslines + x) * c.extents.samples;
                                  const T *of_p = p.data() + before + place, *of_q = q.data() + before + place;
                                  for (std::size_t s = 0; s < c.extents.samples; ++s)
                                      to[place + s] =
                                          detail::semblance_along(c, options.window, i, x, s, of_p[s], of_q[s]);
                              }
                      });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
