// Normal noise, many values at a time: Box and Muller 1958, on registers.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::data {

namespace detail {

/// Of noise that stays finite, also on top of a number of that size: no deviation is exceeded more than 9 times.
template <class T>
inline constexpr double largest_deviation = static_cast<double>(std::numeric_limits<T>::max()) / 16;

/// Random words as numbers in (0, 1].
template <class T>
T above_zero(std::uint32_t word) {
    constexpr int bits = std::min(std::numeric_limits<T>::digits, 31);  // signed numbers convert in registers
    constexpr T step = T{1} / static_cast<T>(std::uint32_t{1} << bits);
    return (static_cast<T>(static_cast<std::int32_t>(word >> (32 - bits))) + T{0.5}) * step;
}

}  // namespace detail

/// Adds independent normal numbers of mean 0 and a standard deviation to `count` values. They follow from the next two
/// numbers of the stream, and value i does not depend on `count`. Throws argument_error for a
/// deviation that is negative, or beyond a sixteenth of the largest T.
template <std::floating_point T>
void add_noise(T* values, std::size_t count, double deviation, random_stream& random) {
    require(deviation >= 0 && deviation <= detail::largest_deviation<T>, "add_noise: expected a deviation of 0 to ",
            detail::largest_deviation<T>, ", got ", deviation);
    const std::uint64_t high = random(), low = random();
    const random_stream noise(high << 32 | low);
    constexpr std::size_t pairs = 128;
    std::uint32_t words[2 * pairs];
    T radius[pairs], angle[pairs], normal[2 * pairs];
    for (std::size_t begin = 0; begin < count; begin += 2 * pairs) {
        noise.blocks(begin / 4, pairs / 2, words);
        for (std::size_t i = 0; i < pairs; ++i) {
            radius[i] = detail::above_zero<T>(words[i]);
            angle[i] = 2 * std::numbers::pi_v<T> * detail::above_zero<T>(words[pairs + i]);
        }
        using V = simd::pack<T>;
        const auto scaled = [deviation](const V& u) {
            return V(static_cast<T>(deviation)) * simd::sqrt(V(T{-2}) * simd::log(u));
        };
        for (std::size_t i = 0; i < pairs; i += simd::width<T>) {
            const V r = scaled(simd::load(radius + i)), a = simd::load(angle + i);
            simd::store(normal + i, V(r * simd::cos(a)));
            simd::store(normal + pairs + i, V(r * simd::sin(a)));
        }
        const auto add = [](const auto& x, const auto& addend) { return x + addend; };
        simd::transform(std::min(2 * pairs, count - begin), values + begin, add, values + begin, normal);
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::data
