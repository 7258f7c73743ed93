// Inverted dropout. Which elements are dropped is a pure function of the key and of the element's place, so that it
// depends neither on threads nor on what ran before.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/ops/elementwise.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>

namespace diapir {

/// Names one set of random numbers: give every layer and every training step its own.
struct random_key {
    std::uint64_t seed = 0, stream = 0;
};

namespace ops {

struct dropout_operation {
    double rate;
    random_key key;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        return diagonal_map<T>(mask(x)).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(diagonal_map<typename X::value_type>(mask(*x.x)));
    }

private:
    /// 0 where an element is dropped, 1 / (1 - rate) where it is kept.
    template <class T>
    tensor<T> mask(const tensor<T>& x) const {
        const random_stream random(key.seed, key.stream);
        const auto threshold = static_cast<std::uint64_t>(rate * 0x1p32);
        const T kept = static_cast<T>(1 / (1 - rate));
        tensor<T> m = x.like();
        parallel_ranges(m.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; i += 4) {
                const auto words = random.block(i / 4);
                for (std::size_t j = i; j < i + 4 && j < end; ++j) m[j] = words[j - i] < threshold ? T{0} : kept;
            }
        });
        return m;
    }
};

struct dropout_function {
    /// Drops each element of x with probability `rate` in [0, 1) and scales the rest by 1 / (1 - rate), as Keras 2.8
    /// does in training. Throws argument_error for another rate.
    template <operand X>
    auto operator()(X&& x, double rate, random_key key) const {
        require(rate >= 0 && rate < 1, "dropout: the rate must be in [0, 1), got ", rate);
        return apply(dropout_operation{rate, key}, std::forward<X>(x));
    }
};

}  // namespace ops

inline constexpr ops::dropout_function dropout{};

}  // namespace diapir
