// The numbers that a plot is given, and the limits of a scale that shows them.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <iterator>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// Anything to iterate over whose elements are numbers: a vector, a span, an array of any shape.
template <class R>
concept number_range = requires(const R& r) {
    { *std::begin(r) } -> std::convertible_to<double>;
    std::end(r);
};

/// The numbers of a range in its order, copied.
template <number_range R>
std::vector<double> numbers(const R& values) {
    std::vector<double> copy;
    for (auto v = std::begin(values); v != std::end(values); ++v) copy.push_back(static_cast<double>(*v));
    return copy;
}

/// The two ends of a scale. `low` may be above `high`: the scale then runs downwards.
struct limits {
    double low = 0, high = 1;
    friend bool operator==(const limits&, const limits&) = default;
};

/// Smallest and largest finite value; {0, 1} where there is none.
template <number_range R>
limits limits_of(const R& values) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    limits range{infinity, -infinity};
    for (const auto& v : values) {
        const double x = static_cast<double>(v);
        if (!std::isfinite(x)) continue;
        range = {std::min(range.low, x), std::max(range.high, x)};
    }
    return range.low <= range.high ? range : limits{};
}

/// {-m, m} for the largest finite magnitude m, so that zero gets the middle color; {-1, 1} where all values are zero.
template <number_range R>
limits symmetric_limits(const R& values) {
    double largest = 0;
    for (const auto& v : values)
        if (const double m = std::abs(static_cast<double>(v)); std::isfinite(m)) largest = std::max(largest, m);
    return largest > 0 ? limits{-largest, largest} : limits{-1, 1};
}

/// The limits between which a feature goes from low to high: its 5th and 95th percentile; where these are equal, as of
/// a rare flag, its extremes.
inline limits low_to_high(std::vector<double> values) {
    std::erase_if(values, [](double v) { return !std::isfinite(v); });
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
    };
    const limits middle{at(0.05), at(0.95)};
    return middle.low < middle.high ? middle : limits{values.front(), values.back()};
}

namespace detail {

/// Throws argument_error unless both ends of a color map are finite.
inline void require_range(const char* of, const limits& range) {
    require(std::isfinite(range.low) && std::isfinite(range.high), of,
            ": expected a range between finite numbers, got ", range.low, " to ", range.high);
}

}  // namespace detail

/// Spans below this have steps that are too small for normal numbers.
inline constexpr double least_span = 1e-300;

/// Whether the ends of a scale differ by no more than rounding, so that it has no round positions: by 1e-13 of the
/// larger magnitude (the tolerance of Matplotlib's MaxNLocator), or by less than `least_span`.
inline bool coincide(const limits& ends) {
    const double span = std::abs(ends.high - ends.low);
    return span <= 1e-13 * std::max(std::abs(ends.low), std::abs(ends.high)) || span < least_span;
}

/// Ends that coincide, as those of constant data, moved apart by a tenth of their magnitude on both sides, or by one
/// where they are about zero; all others as they are. Finite for finite ends.
inline limits apart(const limits& ends) {
    if (!coincide(ends)) return ends;
    constexpr double most = std::numeric_limits<double>::max();
    const double tenth = 0.1 * std::max(std::abs(ends.low), std::abs(ends.high));
    const double room = tenth < least_span ? 1 : tenth;
    const limits wide{std::max(std::min(ends.low, ends.high) - room, -most),
                      std::min(std::max(ends.low, ends.high) + room, most)};
    return ends.low <= ends.high ? wide : limits{wide.high, wide.low};
}

/// How far along a scale a number is: 0 at its low end, 1 at its high end. Halves keep the span of the largest numbers
/// finite.
inline double fraction_of(const limits& ends, double position) {
    const double low = 0.5 * ends.low;
    return (0.5 * position - low) / (0.5 * ends.high - low);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
