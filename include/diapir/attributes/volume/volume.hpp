// What all attributes of volumes share: the axes, windows, and the loop over a batch of volumes.
// A volume is {inlines, crosslines, samples}: the samples of depth or time of a trace lie together, as in SEG-Y files;
// the traces of one inline follow each other. (A section is {samples, traces}: its samples run down the rows.)
//
// An attribute calls map_volumes with a function that fills the traces of some inlines and crosslines; what a trace
// becomes must not depend on which others are computed with it.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/divide_up.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ostream>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

/// An axis of a volume. The values are the axes' places counted from the last, as in NumPy.
enum class axis {
    inlines = -3,     ///< from one inline to the next
    crosslines = -2,  ///< from one crossline to the next, along an inline
    samples = -1      ///< down a trace: depth or time
};

/// The extents of one volume.
struct extents {
    std::size_t inlines, crosslines, samples;

    std::size_t traces() const { return inlines * crosslines; }
    std::size_t size() const { return traces() * samples; }
};

/// A window around a sample: on each axis from i - n / 2 to i - n / 2 + n - 1.
struct cube {
    std::size_t inlines = 3, crosslines = 3, samples = 9;

    std::size_t traces() const { return inlines * crosslines; }
    std::size_t size() const { return traces() * samples; }
    friend std::ostream& operator<<(std::ostream& out, const cube& c) {
        return out << c.inlines << " x " << c.crosslines << " x " << c.samples;
    }
};

/// How far apart neighbors are, above 0 and with squares that the type holds: what dips and curvatures are measured in.
/// With a sample interval in seconds or milliseconds dips are in these over the unit of the spacings; with one in
/// meters of depth they are slopes.
struct spacing {
    double inlines = 1;     ///< from one inline to the next
    double crosslines = 1;  ///< from one crossline to the next
    double samples = 1;     ///< the sample interval
};

namespace detail {

using attributes::detail::largest_amplitude;

/// One volume of a batch.
template <class T>
struct cuboid {
    const T* amplitudes;
    volume::extents extents;
    T unit;  ///< its unit factor; 1 where it was not asked for

    const T* trace(std::size_t inline_number, std::size_t crossline) const {
        return amplitudes + (inline_number * extents.crosslines + crossline) * extents.samples;
    }
};

/// The traces of some inlines and crosslines.
struct trace_range {
    row_range inlines, crosslines;
};

/// How an attribute is computed.
struct volume_options {
    cube window{1, 1, 1};                              ///< what a sample depends on
    std::size_t quantities = 1;                        ///< numbers that are kept of each sample of a window
    bool unit = false;                                 ///< whether the unit factor is needed
    std::size_t operations = kernels::few_operations;  ///< for each sample, roughly
};

inline void require_valid(const cube& window, const char* name) {
    const std::array sides{window.inlines, window.crosslines, window.samples};
    require(*std::min_element(sides.begin(), sides.end()) > 0, name,
            ": expected a window of at least 1 inline, 1 crossline and 1 sample, got ", window);
    using attributes::detail::largest_window, attributes::detail::longest_window;
    constexpr cube longest{1024, 1024, longest_window};
    require(window.inlines <= longest.inlines && window.crosslines <= longest.crosslines &&
                window.samples <= longest.samples && window.size() <= largest_window,
            name, ": expected a window of at most ", longest, " and ", largest_window, " amplitudes, got ", window);
}

template <class T>
void require_valid(const spacing& s, const char* name) {
    using attributes::detail::is_spacing;
    require(is_spacing<T>(s.inlines) && is_spacing<T>(s.crosslines) && is_spacing<T>(s.samples), name,
            ": expected spacings above 0 whose squares are in range, got ", s.inlines, " between inlines, ",
            s.crosslines, " between crosslines, ", s.samples, " between samples");
}

/// In how many runs of crosslines a volume is computed, so that the planes of a window stay near the processor; few
/// enough that most of what is computed for a run's windows lies in the run itself.
template <class T>
std::size_t crossline_runs(const extents& e, const volume_options& options) {
    constexpr std::size_t near = 4 << 20;  // bytes
    const std::size_t crossline = (options.window.inlines + 1) * options.quantities * e.samples * sizeof(T);
    const std::size_t longest = std::max(near / (crossline + 1), 8 * options.window.crosslines);
    return divide_up(e.crosslines, longest);
}

}  // namespace detail

/// Calls f(cuboid, traces, to), in parallel, so that every trace of every volume of {..., inlines, crosslines, samples}
/// is in one range, and f writes these traces in the `Out` volumes that begin at to[0], to[1], .... Returns these, each
/// of the shape of what came. `name` is the attribute's, for messages. Throws argument_error for fewer than three axes.
template <std::size_t Out, array_expression E, class F>
std::array<array<real_t<E>>, Out> map_volumes(const char* name, const E& volumes, const detail::volume_options& options,
                                              const F& f) {
    using T = real_t<E>;
    decltype(auto) in = evaluated<T>(volumes);
    const shape s = shape_of(in);
    require(s.axes() >= 3, name, ": expected volumes {..., inlines, crosslines, samples}, got ", s);
    std::array<array<T>, Out> out;
    for (array<T>& each : out) each = make_array<T>(s);
    if (in.size() == 0) return out;
    const extents e{s[s.axes() - 3], s[s.axes() - 2], s.back()};
    const std::size_t count = s.size() / e.size(), runs = detail::crossline_runs<T>(e, options);
    const std::vector<T> units = options.unit ? unit_factors(in.data(), count, e.size()) : std::vector<T>(count, T{1});
    const auto part = [&](std::size_t i, row_range inlines) {
        const std::size_t v = i / runs, run = i % runs;
        T* to[Out];
        for (std::size_t k = 0; k < Out; ++k) to[k] = out[k].data() + v * e.size();
        f(detail::cuboid<T>{in.data() + v * e.size(), e, units[v]},
          detail::trace_range{inlines, {e.crosslines * run / runs, e.crosslines * (run + 1) / runs}}, to);
    };
    kernels::for_each_strip(count * runs, e.inlines, e.crosslines / runs * e.samples, options.window.inlines - 1, part,
                            options.operations);
    return out;
}

/// The same with one result: f(cuboid, traces, to) writes to the volume that begins at `to`.
template <array_expression E, class F>
array<real_t<E>> map_volume(const char* name, const E& volumes, const detail::volume_options& options, const F& f) {
    using T = real_t<E>;
    return std::move(map_volumes<1>(
        name, volumes, options,
        [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* const* to) { f(c, traces, to[0]); })[0]);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
