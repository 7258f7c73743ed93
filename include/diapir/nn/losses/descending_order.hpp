// Putting numbers in order by their bits (a radix sort): several times as fast as comparing them, and equal numbers
// stay in the order in which they came.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/target.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// A number, as a key that is the smaller the larger the number is, and what goes with it.
template <class T>
struct ranked {
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

    bits key;
    std::uint32_t with;

    ranked() = default;
    /// NaN goes before all numbers, or behind them where its sign is set.
    ranked(T number, std::uint32_t goes_along) : with(goes_along) {
        constexpr bits sign = bits{1} << (8 * sizeof(T) - 1);
        const auto b = std::bit_cast<bits>(number + T{0});  // one zero
        key = (b & sign) != 0 ? b : bits(~b & ~sign);
    }
};

/// Sorts the largest number first; equal ones stay in their order. `spare` has room for as many. Returns where the
/// result lies: one of the two.
template <class T>
ranked<T>* sort_descending(ranked<T>* from, ranked<T>* spare, std::size_t count) {
    constexpr std::size_t digit_bits = 11, values = std::size_t{1} << digit_bits;
    constexpr std::size_t digits = divide_up(8 * sizeof(T), digit_bits);
    const auto digit = [](const ranked<T>& r, std::size_t d) { return (r.key >> (d * digit_bits)) % values; };
    std::array<std::array<std::uint32_t, values>, digits> counts{};
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t d = 0; d < digits; ++d) ++counts[d][digit(from[i], d)];
    for (std::size_t d = 0; d < digits; ++d) {
        if (count > 0 && counts[d][digit(from[0], d)] == count) continue;  // all have the same
        std::uint32_t first = 0;
        for (std::uint32_t& c : counts[d]) first += std::exchange(c, first);
        for (std::size_t i = 0; i < count; ++i) spare[counts[d][digit(from[i], d)]++] = from[i];
        std::swap(from, spare);
    }
    return from;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
