// The volume {64, 64, 64} of tests/data/window_attributes.py, and comparison with what NumPy and SciPy made of it.
#pragma once

#include "catch.hpp"
#include "reference.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

template <class T>
array<T> reference_volume() {
    constexpr long n = 64;
    array<T> v = make_array<T>({n, n, n});
    T* to = v.data();
    for (long i = 0; i < n; ++i)
        for (long x = 0; x < n; ++x)
            for (long s = 0; s < n; ++s) {
                const long bend = ((x - 20) * (i - 40) + 25000) / 5 - 5000;  // rounds down
                const long phase = (80 * s + 20 * i - 35 * x + (i - 30) * (i - 30) / 4 + bend + 5000) % 640;
                const long noise = (i * 7919 + x * 104729 + s * 1299709 + (i * x * s) % 613 * 31) % 97 - 48;
                *to++ = static_cast<T>(std::min(phase, 640 - phase) - 160) + static_cast<T>(noise) / 4;
            }
    return v;
}

/// The largest difference to the array NAME at the places that it has kept, relative to its largest magnitude.
template <class T>
double reference_difference(const std::string& name, const array<T>& v) {
    constexpr std::size_t kept[] = {0, 1, 2, 9, 17, 30, 31, 45, 58, 62, 63};
    const array<double> expected = reference("window_attributes").get<double>(name);
    array<double> found = make_array<double>({11, 11, 11});
    double* to = found.data();
    for (const std::size_t i : kept)
        for (const std::size_t x : kept)
            for (const std::size_t s : kept) *to++ = static_cast<double>(v(i, x, s));
    return max_difference(found, expected) / max_magnitude(expected);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
