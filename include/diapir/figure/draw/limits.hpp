// The numbers that a plot is given, and the limits of a scale that shows them.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <iterator>
#include <limits>
#include <vector>

namespace diapir::figure {

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

/// {-m, m} for the largest finite magnitude m, so that zero gets the middle colour; {-1, 1} where all values are zero.
template <number_range R>
limits symmetric_limits(const R& values) {
    double largest = 0;
    for (const auto& v : values)
        if (const double m = std::abs(static_cast<double>(v)); std::isfinite(m)) largest = std::max(largest, m);
    return largest > 0 ? limits{-largest, largest} : limits{-1, 1};
}

}  // namespace diapir::figure
