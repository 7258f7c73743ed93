// The stack of attributes that a network reads: the image itself and three attributes of it, channels last.
#pragma once

#include <diapir/attributes/derivative.hpp>
#include <diapir/attributes/energy.hpp>
#include <diapir/attributes/semblance.hpp>

#include <array>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// The channels of `channels`, in their order.
inline constexpr std::array<std::string_view, 4> channel_names{"seismic", "energy", "semblance", "sobel"};

struct channel_options {
    energy_options energy{};        ///< 5 samples down each trace
    semblance_options semblance{};  ///< gst in 5 samples x 7 traces
    axis sobel = axis::trace;       ///< the change from trace to trace
};

/// The stack {..., samples, traces, 4} of sections {..., samples, traces}, or of images {n, samples, traces, 1}, whose
/// one channel is the section. Where a window is flat semblance is NaN, unless semblance.undefined gives a number.
template <array_expression E>
array<real_t<E>> channels(const E& sections, const channel_options& options = {}) {
    using T = real_t<E>;
    array<T> section = evaluated<T>(sections);
    const shape s = shape_of(section);
    if (s.axes() == 4 && s.back() == 1) section.reshape({s[0], s[1], s[2]});
    const array<T> stack[] = {energy(section, options.energy), semblance(section, options.semblance),
                              sobel(section, options.sobel)};
    array<T> out = make_array<T>(shape_of(section).then({4}));
    parallel_ranges(section.size(), 4096, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            T* to = out.data() + 4 * i;
            to[0] = section.data()[i];
            for (std::size_t channel = 0; channel < 3; ++channel) to[channel + 1] = stack[channel].data()[i];
        }
    });
    return out;
}

/// The same stack with the windows of Explainable-Christmas 821d6f5, which handed bruges 0.5.4 arrays {1, rows, cols}:
/// its energy runs across 5 traces instead of down 5 samples.
template <array_expression E>
array<real_t<E>> original_channels(const E& sections) {
    return channels(sections, {.energy = {.along = axis::trace}});
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
