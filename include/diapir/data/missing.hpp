// Which samples of a data set are complete.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// The indexes, in order, of the samples of {n, ...} without any NaN, for `take`.
template <array_expression E>
std::vector<std::size_t> complete_samples(const E& samples) {
    using T = real_t<E>;
    const shape s = shape_of(samples);
    require(s.axes() > 0, "complete_samples: expected samples {n, ...}, got a scalar");
    decltype(auto) in = evaluated<T>(samples);
    const std::size_t inner = s.drop(1).size();
    std::vector<char> missing(s[0]);
    parallel_for(
        s[0],
        [&](std::size_t i) {
            const T* sample = in.data() + i * inner;
            simd::pack<T> any(T{0});
            std::size_t k = 0;
            for (; k + simd::width<T> <= inner; k += simd::width<T>) {
                const auto x = simd::load(sample + k);
                any = simd::select(x == x, any, simd::pack<T>(T{1}));
            }
            missing[i] =
                simd::sum(any) > 0 || std::any_of(sample + k, sample + inner, [](T x) { return std::isnan(x); });
        },
        inner / 64);
    std::vector<std::size_t> complete;
    for (std::size_t i = 0; i < s[0]; ++i)
        if (!missing[i]) complete.push_back(i);
    return complete;
}

}  // namespace diapir::inline DIAPIR_TARGET::data
