// The parts in which a volume goes through memory: some whole inlines each, some whole crosslines, or first the one and
// then the other. And how blocks of traces become sections, and back.
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

class volume_parts {
public:
    /// `direction` is inline, crossline or both; a part takes about `memory` MiB with so many values for each sample.
    volume_parts(const volume_extents& e, const std::string& direction, std::size_t memory, std::size_t values)
        : extents_(e) {
        diapir::require(direction == "inline" || direction == "crossline" || direction == "both",
                        "--direction: expected inline, crossline or both, got ", direction);
        const std::size_t bytes = e.samples * (100 + 24 * values);  // of a trace on its way
        const auto lines = [&](std::size_t traces, std::size_t most) {
            return std::clamp<std::size_t>((memory << 20) / (bytes * traces), 1, most);
        };
        along_ = lines(e.xlines, e.ilines);
        across_ = lines(e.ilines, e.xlines);
        const auto parts = [](std::size_t count, std::size_t some) { return (count + some - 1) / some; };
        if (direction != "crossline") inline_parts_ = parts(e.ilines, along_);
        if (direction != "inline") crossline_parts_ = parts(e.xlines, across_);
    }

    std::size_t inline_parts() const { return inline_parts_; }
    std::size_t crossline_parts() const { return crossline_parts_; }
    std::size_t size() const { return inline_parts_ + crossline_parts_; }
    bool both() const { return inline_parts_ > 0 && crossline_parts_ > 0; }
    bool along_inlines(std::size_t part) const { return part < inline_parts_; }
    volume_block block(std::size_t part) const {
        if (along_inlines(part)) {
            const std::size_t first = part * along_;
            return {first, std::min(along_, extents_.ilines - first), 0, extents_.xlines};
        }
        const std::size_t first = (part - inline_parts_) * across_;
        return {0, extents_.ilines, first, std::min(across_, extents_.xlines - first)};
    }

private:
    volume_extents extents_;
    std::size_t along_ = 1, across_ = 1, inline_parts_ = 0, crossline_parts_ = 0;
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
