// The stack of attributes that a network reads: the image itself and three attributes of it, channels last.
#pragma once

#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/semblance.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// The channels of `channels`, in their order.
inline constexpr std::array<std::string_view, 4> channel_names{"seismic", "energy", "semblance", "sobel"};

struct channel_options {
    energy_options energy{};        ///< 5 samples down each trace
    semblance_options semblance{};  ///< gst in 5 samples x 7 traces
    axis sobel = axis::trace;       ///< the change from trace to trace
};

namespace detail {

/// Rows of the stack {samples, traces, 4}, written to `to` on. Some rows at a time, which stay near the processor.
/// `known` is the section's semblance, or null where it is still to be computed.
template <class T>
void channels(const section<T>& s, const channel_options& options, const T* known, row_range rows, T* to) {
    const std::size_t traces = s.extents.traces;
    const section<T> plain{s.amplitudes, s.extents, T{1}};
    const std::size_t at_once = std::max<std::size_t>({32, 8 * options.semblance.samples, 8 * options.energy.window});
    kept_vector<T> stack(3 * std::min(at_once, rows.count()) * traces);
    for (row_range some{rows.first, rows.first}; some.first < rows.last; some.first = some.last) {
        some.last = std::min(rows.last, some.first + at_once);
        const std::size_t size = some.count() * traces;
        T *of_energy = stack.data(), *of_semblance = of_energy + size, *of_sobel = of_semblance + size;
        energy(plain, options.energy, some, of_energy);
        if (known)
            std::copy_n(known + some.first * traces, size, of_semblance);
        else
            semblance(s, options.semblance, some, of_semblance);
        sobel(plain, options.sobel, edge::reflect, some, of_sobel);
        const T* seismic = s.amplitudes + some.first * traces;
        for (std::size_t i = 0; i < size; ++i, to += 4) {
            to[0] = seismic[i];
            to[1] = of_energy[i];
            to[2] = of_semblance[i];
            to[3] = of_sobel[i];
        }
    }
}

}  // namespace detail

/// The stack {..., samples, traces, 4} of sections {..., samples, traces}, or of images {n, samples, traces, 1}, whose
/// one channel is the section. Where a window is flat semblance is NaN, unless semblance.undefined gives a number.
template <array_expression E>
array<real_t<E>> channels(const E& sections, const channel_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid(options.energy, "channels");
    detail::require_valid(options.semblance);
    decltype(auto) in = evaluated<T>(sections);
    shape s = shape_of(in);
    if (s.axes() == 4 && s.back() == 1) s = shape{s[0], s[1], s[2]};
    array<T> known = make_array<T>({0});  // what is measured between rows needs the whole section
    if (detail::between_rows(options.semblance) && s.axes() >= 2) {
        known = make_array<T>(s);
        std::copy_n(in.data(), in.size(), known.data());
        known = semblance(known, options.semblance);
    }
    detail::strip_options strips = detail::strips_for(options.semblance);
    strips.halo = std::max(strips.halo, detail::halo(options.energy)) + 2;
    return detail::map_sections<T>("channels", in.data(), s, strips, channel_names.size(),
                                   [&](const detail::section<T>& one, row_range rows, T* to) {
                                       const T* of_one =
                                           known.size() == 0 ? nullptr : known.data() + (one.amplitudes - in.data());
                                       detail::channels(one, options, of_one, rows, to);
                                   });
}

/// The same stack with the windows of Explainable-Christmas 821d6f5, which handed bruges 0.5.4 arrays {1, rows, cols}:
/// its energy runs across 5 traces instead of down 5 samples.
template <array_expression E>
array<real_t<E>> original_channels(const E& sections) {
    return channels(sections, {.energy = {.along = axis::trace}});
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
