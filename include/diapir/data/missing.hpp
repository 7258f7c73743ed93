// Which samples of a data set are complete.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#include <cmath>
#include <vector>

namespace diapir::data {

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
            bool any = false;
            for (std::size_t k = 0; k < inner; ++k) any |= std::isnan(sample[k]);
            missing[i] = any;
        },
        inner / 4);
    std::vector<std::size_t> complete;
    for (std::size_t i = 0; i < s[0]; ++i)
        if (!missing[i]) complete.push_back(i);
    return complete;
}

}  // namespace diapir::data
