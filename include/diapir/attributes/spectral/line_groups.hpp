// The lines of a section along one axis, traces or rows, as many at a time as a register has lanes.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

/// Consecutive groups of lines.
struct group_range {
    std::size_t first, last;

    std::size_t count() const { return last - first; }
};

/// Groups of neighboring lines of a section {samples, traces}; the last one may fill fewer lanes.
template <class T>
class line_groups {
public:
    using V = simd::pack<T>;
    static constexpr std::size_t lanes = simd::width<T>;

    line_groups(extents e, axis along)
        : length_(along == axis::sample ? e.samples : e.traces),
          lines_(along == axis::sample ? e.traces : e.samples),
          stride_(along == axis::sample ? e.traces : 1),
          step_(along == axis::sample ? 1 : e.traces) {}

    /// How many entries a line has.
    std::size_t length() const { return length_; }
    std::size_t count() const { return divide_up(lines_, lanes); }

    /// Reads the lines of some groups, {groups, length}; lanes without a line are 0. A row of all of them is read at a
    /// time, so that every cache line comes once.
    void load(const T* section, group_range groups, V* to) const {
        for (std::size_t i = 0; i < length_; ++i, ++to)
            for (std::size_t group = groups.first; group < groups.last; ++group) {
                const T* from = section + i * stride_ + group * lanes * step_;
                const std::size_t filled = lines_in(group);
                V& line = to[(group - groups.first) * length_];
                if (step_ == 1) {
                    line = filled == lanes ? simd::load(from) : simd::load_first(from, filled);
                } else {
                    T each[lanes] = {};
                    for (std::size_t lane = 0; lane < filled; ++lane) each[lane] = from[lane * step_];
                    line = simd::load(each);
                }
            }
    }
    /// Writes the lines of some groups, {groups, depth, length}, to a section with `depth` channels as its last axis.
    void store(const V* from, group_range groups, T* section, std::size_t depth = 1) const {
        T each[lanes];
        for (std::size_t i = 0; i < length_; ++i, ++from)
            for (std::size_t group = groups.first; group < groups.last; ++group) {
                T* to = section + (i * stride_ + group * lanes * step_) * depth;
                const V* line = from + (group - groups.first) * depth * length_;
                const std::size_t filled = lines_in(group);
                if (step_ == 1 && depth == 1 && filled == lanes) {
                    simd::store(to, *line);
                    continue;
                }
                for (std::size_t channel = 0; channel < depth; ++channel) {
                    simd::store(each, line[channel * length_]);
                    for (std::size_t lane = 0; lane < filled; ++lane) to[lane * step_ * depth + channel] = each[lane];
                }
            }
    }

private:
    std::size_t lines_in(std::size_t group) const { return std::min(lanes, lines_ - group * lanes); }

    std::size_t length_, lines_, stride_, step_;
};

/// Calls f(section, groups) in parallel, so that every group of lines of every one of `sections` sections is in one
/// range; a range fills whole cache lines. `operations` is a rough number of those for each sample.
template <class T, class F>
void for_each_group_range(std::size_t sections, const line_groups<T>& groups, std::size_t operations, const F& f) {
    constexpr std::size_t at_once = std::max<std::size_t>(1, 64 / sizeof(simd::pack<T>));
    const std::size_t items = divide_up(groups.count(), at_once);
    parallel_for(
        sections * items,
        [&](std::size_t i) {
            const std::size_t first = i % items * at_once;
            f(i / items, group_range{first, std::min(first + at_once, groups.count())});
        },
        at_once * simd::width<T> * groups.length() * operations);
}

/// For each lane the factor that unit_factor gives for the amplitudes in it.
template <class T>
simd::pack<T> unit_factors_of_lanes(const simd::pack<T>* line, std::size_t length) {
    using V = simd::pack<T>;
    V largest(T{0});
    for (std::size_t i = 0; i < length; ++i) {
        const V a = simd::abs(line[i]);
        largest = simd::max(largest, V(simd::select(a <= V(std::numeric_limits<T>::max()), a, V(T{0}))));
    }
    T units[simd::width<T>];
    simd::store(units, largest);
    for (T& unit : units) unit = unit_of(unit);
    return simd::load(units);
}

/// Multiplies lines with their unit factors, which it returns.
template <class T>
simd::pack<T> in_unit_range(simd::pack<T>* line, std::size_t length) {
    const simd::pack<T> unit = unit_factors_of_lanes<T>(line, length);
    for (std::size_t i = 0; i < length; ++i) line[i] = line[i] * unit;
    return unit;
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
