// The smallest and largest value of an image.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data::detail {

/// The smallest and the largest value, NaN left aside.
template <class T>
struct value_range {
    T low = std::numeric_limits<T>::max(), high = std::numeric_limits<T>::lowest();

    void include(const T* values, std::size_t count) {
        using V = simd::pack<T>;
        constexpr std::size_t step = simd::width<T>;
        V lows(low), highs(high);
        std::size_t i = 0;
        for (; i + step <= count; i += step) {
            const V x = simd::load(values + i);
            lows = simd::select(x < lows, x, lows);
            highs = simd::select(highs < x, x, highs);
        }
        T lanes[2 * step];
        simd::store(lanes, lows);
        simd::store(lanes + step, highs);
        for (std::size_t lane = 0; lane < step; ++lane) include({lanes[lane], lanes[step + lane]});
        for (; i < count; ++i) include({values[i], values[i]});
    }
    void include(const value_range& other) {
        low = std::min(low, other.low);
        high = std::max(high, other.high);
    }
    /// NaN stays NaN.
    template <class V>
    V clamp(const V& x) const {
        return simd::select(x < V(low), V(low), V(simd::select(V(high) < x, V(high), x)));
    }
};

/// The ranges of `count` images of `size` values.
template <class T>
std::vector<value_range<T>> value_ranges(const T* images, std::size_t count, std::size_t size) {
    constexpr std::size_t run = 16384;
    const std::size_t runs = divide_up(size, run);
    std::vector<value_range<T>> parts(count * runs), ranges(count);
    parallel_for(
        parts.size(),
        [&](std::size_t i) {
            const std::size_t first = i % runs * run;
            parts[i].include(images + i / runs * size + first, std::min(run, size - first));
        },
        std::min(run, size) / 4);
    for (std::size_t i = 0; i < parts.size(); ++i) ranges[i / runs].include(parts[i]);
    return ranges;
}

}  // namespace diapir::inline DIAPIR_TARGET::data::detail
