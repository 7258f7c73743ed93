// What synthesized data look like in two numbers, to see that a seed still gives the data that it gave.
#pragma once

#include <diapir/core/target.hpp>

#include <cmath>
#include <cstddef>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::testing {

/// The mean of x, and of x where each value counts by a cosine that is different at each place.
template <class Array>
std::pair<double, double> fingerprint(const Array& x) {
    double mean = 0, weighted = 0, place = 0;
    for (const auto value : x) {
        mean += static_cast<double>(value) / static_cast<double>(x.size());
        weighted += static_cast<double>(value) * std::cos(0.37 * place++) / static_cast<double>(x.size());
    }
    return {mean, weighted};
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
