// The floor and the ceiling of a kernel: how many multiply-adds this machine does, measured in the same process.
#pragma once

#include <cstddef>

namespace bench {

/// Floating-point operations a second of fused multiply-adds on registers alone, with so many threads, in float: the
/// most that any call so far has seen, each of which tries for some milliseconds.
double fma_peak(std::size_t threads);

}  // namespace bench
