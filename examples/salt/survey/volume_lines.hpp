// The lines of a volume, which go through memory some whole inlines or crosslines at a time. And how blocks of traces
// become sections, and back.
#pragma once

#include "volume.hpp"
#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace salt {

/// Throws diapir::argument_error, in the name of the input, where sections of that direction would have one trace.
inline void require_sections(const volume_extents& e, const std::string& direction, const std::string& name) {
    diapir::require(direction == "inline" || e.ilines > 1, name, ": expected --direction inline of a single line, got ",
                    direction);
    diapir::require(direction == "crossline" || e.xlines > 1 || e.ilines == 1, name,
                    ": expected --direction crossline of a single crossline, got ", direction);
}

/// The lines of a volume that are sections of a work: its inlines, its crosslines, or first the ones and then the
/// others.
class volume_lines {
public:
    /// `direction` is inline, crossline or both; lines that are taken at once take about `memory` MiB with so many
    /// values for each sample.
    volume_lines(const volume_extents& e, const std::string& direction, std::size_t memory, std::size_t values)
        : extents_(e) {
        diapir::require(direction == "inline" || direction == "crossline" || direction == "both",
                        "--direction: expected inline, crossline or both, got ", direction);
        const std::size_t bytes = e.samples * (100 + 24 * values);  // of a trace on its way
        const auto lines = [&](std::size_t traces, std::size_t most) {
            return std::clamp<std::size_t>((memory << 20) / (bytes * traces), 1, most);
        };
        most_inlines_ = lines(e.xlines, e.ilines);
        most_crosslines_ = lines(e.ilines, e.xlines);
        if (direction != "crossline") inlines_ = e.ilines;
        if (direction != "inline") crosslines_ = e.xlines;
    }

    /// How many lines of a direction there are to do, none where it is not asked for.
    std::size_t lines(bool along_inlines) const { return along_inlines ? inlines_ : crosslines_; }
    /// How many of them memory holds at once.
    std::size_t most(bool along_inlines) const { return along_inlines ? most_inlines_ : most_crosslines_; }
    std::size_t size() const { return inlines_ + crosslines_; }
    bool both() const { return inlines_ > 0 && crosslines_ > 0; }
    /// Lines `first` to `last` (exclusive) of a direction.
    volume_block block(bool along_inlines, std::size_t first, std::size_t last) const {
        return along_inlines ? volume_block{first, last - first, 0, extents_.xlines}
                             : volume_block{0, extents_.ilines, first, last - first};
    }

private:
    volume_extents extents_;
    std::size_t most_inlines_, most_crosslines_, inlines_ = 0, crosslines_ = 0;
};

/// How the traces of a block {inlines, crosslines} lie in its sections.
struct line_order {
    volume_block block;
    std::size_t samples;
    bool along_inlines;

    std::size_t sections() const { return along_inlines ? block.ilines : block.xlines; }
    std::size_t traces() const { return along_inlines ? block.xlines : block.ilines; }
    /// The number in the block of a trace of a section.
    std::size_t trace(std::size_t section, std::size_t trace) const {
        return along_inlines ? section * block.xlines + trace : trace * block.xlines + section;
    }
};

/// Whether a trace says nothing: there is none (NaN), or it is zero throughout.
inline bool is_dead(const float* trace, std::size_t samples) {
    return std::isnan(trace[0]) ? std::all_of(trace, trace + samples, [](float v) { return std::isnan(v); })
                                : std::all_of(trace, trace + samples, [](float v) { return v == 0; });
}

namespace detail {

/// The living trace next to each one of a section; its own number where none lives.
inline std::vector<std::size_t> living(const line_order& o, std::size_t section, const std::vector<float>& values) {
    const std::size_t count = o.traces();
    std::vector<std::size_t> nearest(count);
    std::vector<std::ptrdiff_t> before(count, -1);
    std::ptrdiff_t last = -1;
    for (std::size_t t = 0; t < count; ++t) {
        if (!is_dead(values.data() + o.trace(section, t) * o.samples, o.samples)) last = static_cast<std::ptrdiff_t>(t);
        before[t] = last;
    }
    std::ptrdiff_t next = -1;
    for (std::size_t t = count; t-- > 0;) {
        const auto at = static_cast<std::ptrdiff_t>(t);
        if (before[t] == at) next = at;
        const bool from_next = next >= 0 && (before[t] < 0 || next - at < at - before[t]);
        nearest[t] = from_next        ? static_cast<std::size_t>(next)
                     : before[t] >= 0 ? static_cast<std::size_t>(before[t])
                                      : t;
    }
    return nearest;
}

}  // namespace detail

/// The sections {n, samples, traces} of a block {inlines, crosslines, samples}, f(amplitude) each. In the place of a
/// trace that says nothing stands its nearest neighbor in the section.
template <class F>
diapir::array<float> sections_of(const line_order& o, const std::vector<float>& values, const F& f) {
    auto sections = diapir::make_array<float>({o.sections(), o.samples, o.traces()});
    diapir::parallel_for(
        o.sections(),
        [&](std::size_t n) {
            const auto nearest = detail::living(o, n, values);
            float* to = sections.data() + n * o.samples * o.traces();
            for (std::size_t t = 0; t < o.traces(); ++t) {
                const float* from = values.data() + o.trace(n, nearest[t]) * o.samples;
                for (std::size_t s = 0; s < o.samples; ++s) to[s * o.traces() + t] = f(from[s]);
            }
        },
        4 * o.samples * o.traces());
    return sections;
}

/// What was found in sections {n, samples, traces, depth}, as the block {inlines, crosslines, samples, depth}.
inline std::vector<float> traces_of(const line_order& o, const diapir::array<float>& found, std::size_t depth) {
    std::vector<float> values(o.block.traces() * o.samples * depth);
    diapir::parallel_for(
        o.sections(),
        [&](std::size_t n) {
            const float* from = found.data() + n * o.samples * o.traces() * depth;
            for (std::size_t t = 0; t < o.traces(); ++t) {
                float* to = values.data() + o.trace(n, t) * o.samples * depth;
                for (std::size_t s = 0; s < o.samples; ++s)
                    to = std::copy_n(from + (s * o.traces() + t) * depth, depth, to);
            }
        },
        4 * o.samples * o.traces() * depth);
    return values;
}

}  // namespace salt
