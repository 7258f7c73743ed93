// The largest of some differences must not lose a NaN, as std::max does.
#pragma once

#include <diapir/core/target.hpp>

#include <cmath>

namespace diapir::inline DIAPIR_TARGET::testing {

/// The larger of two numbers; NaN where one of them is.
inline double larger(double a, double b) {
    return a >= b || std::isnan(a) ? a : b;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
