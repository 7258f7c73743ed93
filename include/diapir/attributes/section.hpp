// What all attributes share: the axes of a section, edge modes, and the loop over a batch of sections.
// A section is {samples, traces}: samples of depth or time down the rows, traces side by side.
//
// An attribute is a function template over array_expression in a header of its own; it calls map_sections with a lambda
// that fills some rows of one section from another, by the stencils of core/stencil.hpp where it can. A large section
// is cut in strips of rows, so that all threads have something to do; what a row becomes must not depend on the strip.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/stencil.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// An axis of a section. The values are the axes' places counted from the last, as in NumPy.
enum class axis {
    sample = -2,  ///< down a trace: depth or time
    trace = -1    ///< across the traces
};

using kernels::edge;
using kernels::edge_index;
using kernels::row_range;

/// The extents of one section.
struct extents {
    std::size_t samples, traces;

    std::size_t size() const { return samples * traces; }
};

namespace detail {

/// The longest window along an axis, and the amplitudes of the largest. Larger ones take no end of time or memory.
inline constexpr std::size_t longest_window = 1 << 16, largest_window = 1 << 20;

/// Throws argument_error, in the name of an attribute, for a window that is empty or larger than that.
inline void require_window(const char* name, std::size_t samples, std::size_t traces) {
    require(samples > 0 && traces > 0, name, ": expected a window of at least 1 sample and 1 trace, got ", samples,
            " x ", traces);
    require(samples <= longest_window && traces <= longest_window, name, ": expected a window of at most ",
            longest_window, " samples and traces, got ", samples, " x ", traces);
    require(samples * traces <= largest_window, name, ": expected a window of at most ", largest_window,
            " amplitudes, got ", samples, " x ", traces);
}

/// Whether derivatives of first and second order in T can be for steps of that length.
template <class T>
bool is_spacing(double step) {
    constexpr auto least = static_cast<double>(std::numeric_limits<T>::min());
    return step > 0 && step * step >= least && 1 / (step * step) >= least;
}

/// Throws argument_error, in the name of an attribute, for seconds from sample to sample that are none.
template <class T>
void require_sample_interval(const char* name, double seconds) {
    require(is_spacing<T>(seconds), name, ": expected a sample interval above 0 s whose square is in range, got ",
            seconds);
}

/// Throws argument_error, in the name of an attribute, for distances between samples and traces that are none.
template <class T>
void require_spacings(const char* name, double sample_interval, double trace_spacing) {
    require(is_spacing<T>(sample_interval) && is_spacing<T>(trace_spacing), name,
            ": expected a sample interval and a trace spacing above 0 whose squares are in range, got ",
            sample_interval, " and ", trace_spacing);
}

/// The largest finite magnitude; 0 where there is none.
template <class T>
T largest_amplitude(const T* amplitudes, std::size_t count) {
    const auto larger = [](const auto& best, const auto& x) {
        using V = std::remove_cvref_t<decltype(x)>;
        const V a = simd::abs(x);
        return V(simd::max(best, V(simd::select(a <= V(std::numeric_limits<T>::max()), a, V(T{0})))));
    };
    constexpr std::size_t step = simd::width<T>;
    simd::pack<T> best(T{0}), other(T{0});
    std::size_t i = 0;
    for (; i + 2 * step <= count; i += 2 * step) {
        best = larger(best, simd::load(amplitudes + i));
        other = larger(other, simd::load(amplitudes + i + step));
    }
    T lanes[step];
    simd::store(lanes, simd::pack<T>(simd::max(best, other)));
    T largest = *std::max_element(lanes, lanes + step);
    for (; i < count; ++i) largest = larger(largest, amplitudes[i]);
    return largest;
}

/// An amplitude of the usual size, 0 where none is finite and not 0: of a thousand of those the one whose magnitude is
/// above that of a quarter. Null values, such as 1e30, are left alone wherever they lie.
template <class T>
T usual_amplitude(const T* amplitudes, std::size_t count) {
    constexpr std::size_t most = 1024;
    const std::size_t step = (count / most) | 1;  // an odd one does not stay in a column
    std::vector<T> some;
    for (std::size_t i = 0; i < count; i += step)
        if (std::isfinite(amplitudes[i]) && amplitudes[i] != 0) some.push_back(amplitudes[i]);
    if (some.empty()) return 0;
    const auto usual = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 4);
    std::nth_element(some.begin(), usual, some.end(), [](T a, T b) { return std::abs(a) < std::abs(b); });
    return *usual;
}

/// The unit factor of amplitudes up to that magnitude.
template <class T>
T unit_of(T largest) {
    using limits = std::numeric_limits<T>;
    if (largest == 0) return T{1};
    return std::ldexp(T{1}, std::min(limits::max_exponent * 5 / 16 - std::ilogb(largest), limits::max_exponent - 1));
}
/// That of amplitudes whose largest is one, or a null value.
template <class T>
T unit_of(const T* amplitudes, std::size_t count, T largest) {
    constexpr int range = std::numeric_limits<T>::max_exponent * 5 / 8;
    if (largest > 0 && std::ilogb(largest) > range)
        if (const T usual = std::abs(usual_amplitude(amplitudes, count));
            usual > 0 && std::ilogb(largest) - std::ilogb(usual) > range)
            return unit_of(usual);
    return unit_of(largest);
}

}  // namespace detail

/// A power of two that takes the largest finite amplitude to where neither its square nor sums of squares overflow, and
/// squares of amplitudes 1e-25 times as large (1e-190 in double) do not underflow. Ratios of squares that are taken
/// after multiplication with it do not depend on the unit of the amplitudes; it rounds nothing. Where the largest is
/// beyond that beside amplitudes of the usual size, as null values such as 1.7e38 are, it is not one, and its square
/// may overflow.
template <class T>
T unit_factor(const T* amplitudes, std::size_t count) {
    return detail::unit_of(amplitudes, count, detail::largest_amplitude(amplitudes, count));
}

/// The unit factors of `count` sections of `size` amplitudes, in parallel.
template <class T>
std::vector<T> unit_factors(const T* amplitudes, std::size_t count, std::size_t size) {
    constexpr std::size_t run = 16384;
    const std::size_t runs = divide_up(size, run);
    std::vector<T> largest(count * runs), units(count);
    parallel_for(
        largest.size(),
        [&](std::size_t i) {
            const std::size_t first = i % runs * run;
            largest[i] = detail::largest_amplitude(amplitudes + i / runs * size + first, std::min(run, size - first));
        },
        std::min(run, size) / 4);
    for (std::size_t i = 0; i < count; ++i)
        units[i] = detail::unit_of(amplitudes + i * size, size,
                                   *std::max_element(&largest[i * runs], &largest[i * runs] + runs));
    return units;
}

namespace detail {

/// One section of a batch.
template <class T>
struct section {
    const T* amplitudes;
    attributes::extents extents;
    T unit;  ///< its unit factor; 1 where it was not asked for
};

/// How an attribute is computed in strips.
struct strip_options {
    std::size_t halo = 0;                              ///< rows beyond its own that a strip computes
    bool unit = false;                                 ///< whether the unit factor is needed
    std::size_t operations = kernels::few_operations;  ///< for each sample, roughly
};

/// map_sections of the array {..., samples, traces} at `in`, for results with a last axis of length `depth` unless that
/// is 1.
template <class T, class F>
array<T> map_sections(const char* name, const T* in, const shape& s, const strip_options& options, std::size_t depth,
                      const F& f) {
    require(s.axes() >= 2, name, ": expected sections {..., samples, traces}, got ", s);
    array<T> out = make_array<T>(depth == 1 ? s : s.then({depth}));
    if (out.size() == 0) return out;
    const extents e{s[s.axes() - 2], s.back()};
    const std::size_t count = s.size() / e.size();
    const bool whole = kernels::strips_of(count, e.samples, e.traces, options.halo, options.operations) == 1;
    std::vector<T> units;
    if (options.unit && !whole) units = unit_factors(in, count, e.size());
    const auto strip = [&](std::size_t i, row_range rows) {
        const T* from = in + i * e.size();
        const T unit = !options.unit ? T{1} : whole ? unit_factor(from, e.size()) : units[i];
        f(section<T>{from, e, unit}, rows, out.data() + (i * e.samples + rows.first) * e.traces * depth);
    };
    kernels::for_each_strip(count, e.samples, e.traces, options.halo, strip, options.operations);
    return out;
}

}  // namespace detail

/// Calls f(section, rows, to), in parallel, so that every row of every section of {..., samples, traces} is in one
/// range, and f writes these rows to `to` on. Returns what f wrote, an array of the same shape. `name` is the
/// attribute's, for messages. Throws argument_error for fewer than two axes.
template <array_expression E, class F>
array<real_t<E>> map_sections(const char* name, const E& sections, const detail::strip_options& options, const F& f) {
    using T = real_t<E>;
    decltype(auto) in = evaluated<T>(sections);
    return detail::map_sections<T>(name, in.data(), shape_of(in), options, 1, f);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
