// Inverted dropout. Which elements are dropped is a pure function of the key and of the element's place, so that it
// depends neither on threads nor on what ran before.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// Names one set of random numbers: give every layer and every training step its own.
struct random_key {
    std::uint64_t seed = 0, stream = 0;
};

namespace ops {

/// Multiplication with given factors, one for each element.
template <class T>
struct mask_operation {
    shared_tensor<T> factors;

    tensor<T> operator()(const tensor<T>& x) const { return diagonal_map<T>(factors).push(x); }
    template <class Y, class X>
    auto linearize(const Y&, const X&) const {
        return std::tuple(diagonal_map<T>(factors));
    }
};

namespace detail {

/// to[i] = 0 where words[i] is below the threshold, else kept.
template <class T>
void keep_or_drop(const std::uint32_t* words, std::size_t count, std::uint32_t threshold, T kept, T* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] = words[i] < threshold ? T{0} : kept;
}

}  // namespace detail

/// Factors for a tensor like x: 0 where an element is dropped, 1 / (1 - rate) where it is kept.
template <class T>
tensor<T> dropout_factors(const tensor<T>& x, double rate, random_key key) {
    const random_stream random(key.seed, key.stream);
    const auto threshold = static_cast<std::uint32_t>(rate * 0x1p32);
    const T kept = static_cast<T>(1 / (1 - rate));
    tensor<T> factors = x.like();
    parallel_ranges(factors.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
        constexpr std::size_t words_at_once = 1024;
        std::uint32_t words[words_at_once];
        for (std::size_t i = begin; i < end; i += words_at_once) {
            const std::size_t count = std::min(words_at_once, end - i);
            random.blocks(i / 4, (count + 3) / 4, words);
            detail::keep_or_drop(words, count, threshold, kept, factors.data() + i);
        }
    });
    return factors;
}

struct dropout_function {
    /// Drops each element of x with probability `rate` in [0, 1) and scales the rest by 1 / (1 - rate), as Keras 2.8
    /// does in training. Throws argument_error for another rate.
    template <operand X>
    auto operator()(X&& x, double rate, random_key key) const {
        require(rate >= 0 && rate < 1, "dropout: the rate must be in [0, 1), got ", rate);
        using T = typename diapir::detail::argument_traits<std::remove_cvref_t<X>>::value_type;
        const auto factors = make_kept<const tensor<T>>(dropout_factors(value_of(x), rate, key));
        return apply(mask_operation<T>{factors}, std::forward<X>(x));
    }
};

}  // namespace ops

inline constexpr ops::dropout_function dropout{};

}  // namespace diapir::inline DIAPIR_TARGET
