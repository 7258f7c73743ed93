// The ticks of an axis of a given length.
#pragma once

#include <diapir/figure/draw/axis.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/ticks.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::figure {

namespace detail {

inline ticks ticks_of(const axis& a, const limits& ends, std::size_t most) {
    if (a.categories.empty()) {
        return a.scale == axis_scale::log ? log_ticks(ends, most) : linear_ticks(ends, most, a.integer);
    }
    ticks t{{}, a.categories};
    for (std::size_t i = 0; i < a.categories.size(); ++i) t.at.push_back(static_cast<double>(i));
    return t;
}

inline std::size_t count_that_fits(double length, double each, std::size_t most) {
    return std::clamp(static_cast<std::size_t>(length / each), std::size_t{2}, most);
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::figure
