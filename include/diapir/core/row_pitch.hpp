// How long rows of scratch memory are made.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/simd.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// The least multiple of the register's width that is not below `count`.
template <class T>
constexpr std::size_t whole_registers(std::size_t count) {
    return (count + simd::width<T> - 1) / simd::width<T> * simd::width<T>;
}

/// The least odd number of cache lines that holds `count` numbers, in numbers. Rows that lie so far apart do not
/// displace each other from a cache, as those that are a power of two apart do.
template <class T>
constexpr std::size_t odd_lines(std::size_t count) {
    constexpr std::size_t line = 64 / sizeof(T);
    return (divide_up(count, line) | 1) * line;
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
