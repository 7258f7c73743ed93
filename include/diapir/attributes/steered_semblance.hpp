// Semblance along the dip of the layers: Marfurt, Kirlin, Farmer and Bahorich, 3-D seismic attributes using a
// semblance-based coherency algorithm, Geophysics 63, 1998, in two dimensions. The dip is the one of some trial dips
// that makes the window most coherent, or is given for every sample.
#pragma once

#include <diapir/attributes/semblance.hpp>
#include <diapir/attributes/sheared_rows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::attributes {

struct steered_options {
    std::size_t samples = 9;  ///< height of the window
    std::size_t traces = 5;   ///< width of the window, whose traces are shifted by the dip
    /// The dips that are tried: multiples of dip_step up to max_dip, in samples per trace, positive where layers deepen
    /// from trace to trace. In between samples amplitudes lie on a line between two.
    double max_dip = 2;
    double dip_step = 0.25;
};

namespace detail {

/// For some rows the largest semblance over all trial dips, and that dip; where two are alike, the gentler one.
template <class T>
void steered_semblance(const section<T>& s, const steered_options& options, row_range rows, T* best, T* best_dip) {
    const std::size_t traces = s.extents.traces, before = options.samples / 2, left = options.traces / 2;
    const std::size_t pitch = kernels::whole_registers<T>(traces);
    const sheared_rows<T> sheared(s, rows, {0, traces}, before, options.samples - 1 - before,
                                  std::max<std::size_t>(left, 1), options.max_dip);
    kept_vector<T> one(pitch);
    for (const double dip : trial_dips(options.max_dip, options.dip_step)) {
        const auto fill = [&](std::size_t row, T* to) {
            std::fill_n(to, 2 * pitch, T{0});
            for (std::size_t k = 0; k < options.traces; ++k) {
                sheared.take(row, static_cast<std::ptrdiff_t>(k) - static_cast<std::ptrdiff_t>(left), dip, one.data());
                const auto add = [](const auto& sum, const auto& x) { return sum + x; };
                const auto add_square = [](const auto& sum, const auto& x) { return sum + x * x; };
                simd::transform(traces, to, add, to, one.data());
                simd::transform(traces, to + pitch, add_square, to + pitch, one.data());
            }
            simd::transform(
                traces, to, [](const auto& stack) { return stack * stack; }, to);
        };
        const auto take = [&](std::size_t row, const T* sums) {
            T *share = best + row * traces, *at = best_dip + row * traces;
            const T count = static_cast<T>(options.traces);
            for (std::size_t i = 0; i < traces; ++i) {
                const T all = sums[pitch + i], ratio = all == 0 ? T{0} : std::min(sums[i] / (all * count), T{1});
                if (dip != 0 && !(ratio > share[i] || ratio != ratio)) continue;
                share[i] = ratio;
                at[i] = ratio != ratio ? ratio : static_cast<T>(dip);
            }
        };
        sum_rows<T>(rows, options.samples, 2 * pitch, fill, take);
    }
}

/// Semblance of one window along a dip in samples per trace.
template <class T>
T semblance_along(const section<T>& s, const steered_options& options, std::size_t row, std::size_t trace, T dip) {
    if (!std::isfinite(dip)) return std::numeric_limits<T>::quiet_NaN();
    const auto samples = static_cast<std::ptrdiff_t>(s.extents.samples),
               traces = static_cast<std::ptrdiff_t>(s.extents.traces),
               left = static_cast<std::ptrdiff_t>(options.traces / 2);
    const auto amplitude = [&](std::ptrdiff_t r, std::ptrdiff_t x) {
        const auto at = edge_index(r, samples, edge::reflect) * traces + edge_index(x, traces, edge::reflect);
        return s.amplitudes[at] * s.unit;
    };
    T stacked = 0, all = 0;
    for (std::size_t k = 0; k < options.samples; ++k) {
        T stack = 0;
        for (std::size_t t = 0; t < options.traces; ++t) {
            const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(t) - left,
                                 x = static_cast<std::ptrdiff_t>(trace) + offset;
            const T shift = std::clamp(dip * static_cast<T>(offset), T{-1e6}, T{1e6}), whole = std::floor(shift);
            const auto r = static_cast<std::ptrdiff_t>(row + k) - static_cast<std::ptrdiff_t>(options.samples / 2) +
                           static_cast<std::ptrdiff_t>(whole);
            const T upper = amplitude(r, x), weight = shift - whole;
            const T value = weight == 0 ? upper : upper + weight * (amplitude(r + 1, x) - upper);
            stack += value;
            all += value * value;
        }
        stacked += stack * stack;
    }
    return all == 0 ? T{0} : std::min(stacked / (all * static_cast<T>(options.traces)), T{1});
}

inline void require_valid(const steered_options& options, const char* name) {
    require_window(name, options.samples, options.traces);
    require_valid_dips(options.max_dip, options.dip_step, name);
    require_sheared_window(name, options.samples, options.traces, options.traces / 2, options.max_dip);
}

inline strip_options strips_for(const steered_options& options) {
    const std::size_t trials = trial_dips(options.max_dip, options.dip_step).size();
    return {.halo = options.samples - 1, .unit = true, .operations = kernels::few_operations * options.traces * trials};
}

}  // namespace detail

/// Marfurt's semblance, 0 to 1, of sections {..., samples, traces} along the trial dip that makes the window around
/// each sample most coherent. Amplitudes are reflected beyond the section; windows of zeros have 0. NaN spread over the
/// windows that hold them, along all dips. It does not depend on the unit of the amplitudes. Throws argument_error for
/// an empty window and dips that are not numbers above 0.
template <array_expression E>
array<real_t<E>> steered_semblance(const E& sections, const steered_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options, "steered_semblance");
    return map_sections("steered_semblance", sections, detail::strips_for(options),
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            kept_vector<T> dips(rows.count() * s.extents.traces);
                            detail::steered_semblance(s, options, rows, to, dips.data());
                        });
}

/// The trial dip, in samples per trace, along which steered_semblance is largest; 0 where all are alike. Throws as
/// that.
template <array_expression E>
array<real_t<E>> browsed_dip(const E& sections, const steered_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options, "browsed_dip");
    return map_sections("browsed_dip", sections, detail::strips_for(options),
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            kept_vector<T> shares(rows.count() * s.extents.traces);
                            detail::steered_semblance(s, options, rows, shares.data(), to);
                        });
}

/// The same along given dips of the same shape, in samples per trace, such as those of dip; max_dip and dip_step are
/// not used. Where the dip is not finite, so is the semblance. The cost grows with the window. Throws argument_error
/// for an empty window, and for dips of another shape.
template <array_expression E, array_expression D>
array<real_t<E>> steered_semblance(const E& sections, const D& dips, const steered_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options, "steered_semblance");
    decltype(auto) in = evaluated<T>(sections);
    decltype(auto) along = evaluated<T>(dips);
    require(shape_of(in) == shape_of(along), "steered_semblance: expected a dip for each amplitude of ", shape_of(in),
            ", got ", shape_of(along));
    const std::size_t operations = kernels::few_operations * options.samples * options.traces;
    return map_sections("steered_semblance", in, {.unit = true, .operations = operations},
                        [&](const detail::section<T>& s, row_range rows, T* to) {
                            const std::size_t traces = s.extents.traces;
                            const T* of_section = along.data() + (s.amplitudes - in.data());
                            for (std::size_t row = rows.first; row < rows.last; ++row)
                                for (std::size_t i = 0; i < traces; ++i)
                                    *to++ = detail::semblance_along(s, options, row, i, of_section[row * traces + i]);
                        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
