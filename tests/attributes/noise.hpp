// Sections and volumes of which nothing is known but that they are noise.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/random.hpp>

#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Normal noise around a mean.
template <class T = double>
array<T> noise(const shape& s, std::uint64_t seed, double mean = 0) {
    array<T> x = make_array<T>(s);
    random_stream random(seed);
    for (T& value : x) value = static_cast<T>(random.normal() + mean);
    return x;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
