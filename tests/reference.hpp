// Arrays that independent libraries computed, for comparison: tests/data/NAME.npz, described in tests/data/README.md.
#pragma once

#include <diapir/io/npz.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// The archive tests/data/NAME.npz.
inline io::npz_archive reference(const std::string& name) {
    return io::npz_archive::open(std::string(DIAPIR_TEST_DATA) + "/" + name + ".npz");
}

/// The largest |a - b| over two ranges of equal size; infinity where the sizes or the NaN differ.
template <class A, class B>
double max_difference(const A& a, const B& b) {
    if (std::size(a) != std::size(b)) return INFINITY;
    double largest = 0;
    auto y = std::begin(b);
    for (auto x = std::begin(a); x != std::end(a); ++x, ++y) {
        const double p = static_cast<double>(*x), q = static_cast<double>(*y);
        if (std::isnan(p) && std::isnan(q)) continue;
        const double difference = std::abs(p - q);
        largest = std::isnan(difference) ? INFINITY : std::max(largest, difference);
    }
    return largest;
}

/// The largest |a| of a range, NaN left out.
template <class A>
double max_magnitude(const A& a) {
    double largest = 0;
    for (const auto& x : a)
        if (!std::isnan(static_cast<double>(x))) largest = std::max(largest, std::abs(static_cast<double>(x)));
    return largest;
}

/// The same of what is expected to be small: infinity where a value is NaN, or where there is none.
template <class A>
double max_error(const A& a) {
    if (std::size(a) == 0) return INFINITY;
    for (const auto& x : a)
        if (std::isnan(static_cast<double>(x))) return INFINITY;
    return max_magnitude(a);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
