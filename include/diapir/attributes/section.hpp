// What all attributes share: the axes of a section, edge modes, and the loop over a batch of sections.
// A section is {samples, traces}: samples of depth or time down the rows, traces side by side.
//
// An attribute is a function template over array_expression in a header of its own; it calls map_sections with a lambda
// that fills one section from another, by the stencils of kernels/ where it can.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/stencil.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// An axis of a section. The values are the axes' places counted from the last, as in NumPy.
enum class axis {
    sample = -2,  ///< down a trace: depth or time
    trace = -1    ///< across the traces
};

using kernels::edge;
using kernels::edge_index;

/// The extents of one section.
struct extents {
    std::size_t samples, traces;

    std::size_t size() const { return samples * traces; }
    kernels::lines along(axis a) const {
        return a == axis::sample ? kernels::lines{1, samples, traces} : kernels::lines{samples, traces, 1};
    }
};

/// A power of two that takes the largest finite amplitude to where neither its square nor sums of squares overflow, and
/// squares of amplitudes 1e-25 times as large (1e-190 in double) do not underflow. Ratios of squares that are taken
/// after multiplication with it do not depend on the unit of the amplitudes; it rounds nothing.
template <class T>
T unit_factor(const T* amplitudes, std::size_t count) {
    using limits = std::numeric_limits<T>;
    const auto larger = [](const auto& best, const auto& x) {
        using V = std::remove_cvref_t<decltype(x)>;
        const V a = simd::abs(x);
        return V(simd::max(best, V(simd::select(a <= V(limits::max()), a, V(T{0})))));
    };
    simd::pack<T> best(T{0});
    std::size_t i = 0;
    for (; i + simd::width<T> <= count; i += simd::width<T>) best = larger(best, simd::load(amplitudes + i));
    T lanes[simd::width<T>];
    simd::store(lanes, best);
    T largest = *std::max_element(lanes, lanes + simd::width<T>);
    for (; i < count; ++i) largest = larger(largest, amplitudes[i]);
    if (largest == 0) return T{1};
    return std::ldexp(T{1}, std::min(limits::max_exponent * 5 / 16 - std::ilogb(largest), limits::max_exponent - 1));
}

/// Calls f(from, extents, to) for every section of {..., samples, traces}, in parallel over the leading axes, and
/// returns what f wrote: an array of the same shape. `name` is the attribute's, for messages. Throws argument_error for
/// fewer than two axes.
template <array_expression E, class F>
array<real_t<E>> map_sections(const char* name, const E& sections, const F& f) {
    using T = real_t<E>;
    const shape s = shape_of(sections);
    require(s.axes() >= 2, name, ": expected sections {..., samples, traces}, got ", s);
    decltype(auto) in = evaluated<T>(sections);
    array<T> out = make_array<T>(s);
    if (out.size() == 0) return out;
    const extents e{s[s.axes() - 2], s.back()};
    parallel_for(out.size() / e.size(),
                 [&](std::size_t i) { f(in.data() + i * e.size(), e, out.data() + i * e.size()); });
    return out;
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
