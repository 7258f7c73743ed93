// The lines of a section along one axis, traces or rows, as many at a time as a register has lanes.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

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
    std::size_t count() const { return (lines_ + lanes - 1) / lanes; }

    /// Reads the lines of a group; lanes without a line are 0.
    void load(const T* section, std::size_t group, V* to) const {
        const T* from = section + group * lanes * step_;
        const std::size_t filled = lines_in(group);
        for (std::size_t i = 0; i < length_; ++i, from += stride_) {
            if (step_ == 1) {
                to[i] = filled == lanes ? simd::load(from) : simd::load_first(from, filled);
            } else {
                T line[lanes] = {};
                for (std::size_t lane = 0; lane < filled; ++lane) line[lane] = from[lane * step_];
                to[i] = simd::load(line);
            }
        }
    }
    /// Writes the lines of a group. The section has `depth` channels as its last axis; of these the lines are
    /// {depth, length}.
    void store(const V* from, std::size_t group, T* section, std::size_t depth = 1) const {
        T* to = section + group * lanes * step_ * depth;
        const std::size_t filled = lines_in(group);
        T line[lanes];
        for (std::size_t i = 0; i < length_; ++i, to += stride_ * depth) {
            if (step_ == 1 && depth == 1 && filled == lanes) {
                simd::store(to, from[i]);
                continue;
            }
            for (std::size_t channel = 0; channel < depth; ++channel) {
                simd::store(line, from[channel * length_ + i]);
                for (std::size_t lane = 0; lane < filled; ++lane) to[lane * step_ * depth + channel] = line[lane];
            }
        }
    }

private:
    std::size_t lines_in(std::size_t group) const { return std::min(lanes, lines_ - group * lanes); }

    std::size_t length_, lines_, stride_, step_;
};

/// Calls f(section, group) for every group of lines of every one of `sections` sections, in parallel. `operations` is a
/// rough number of those for each sample. A thread takes groups that fill whole cache lines.
template <class T, class F>
void for_each_group(std::size_t sections, const line_groups<T>& groups, std::size_t operations, const F& f) {
    constexpr std::size_t at_once = std::max<std::size_t>(1, 64 / sizeof(simd::pack<T>));
    const std::size_t items = (groups.count() + at_once - 1) / at_once;
    parallel_for(
        sections * items,
        [&](std::size_t i) {
            const std::size_t first = i % items * at_once, last = std::min(first + at_once, groups.count());
            for (std::size_t group = first; group < last; ++group) f(i / items, group);
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

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
