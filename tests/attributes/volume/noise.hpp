// Volumes of which nothing is known but that they are noise.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/random.hpp>

#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Normal noise.
inline array<double> noise(const shape& s, std::uint64_t seed) {
    array<double> v = make_array<double>(s);
    random_stream random(seed);
    for (double& x : v) x = random.normal();
    return v;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
