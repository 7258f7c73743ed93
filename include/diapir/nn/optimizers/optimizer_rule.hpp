// What a rule must offer by which gradients change parameters.
#pragma once

#include <diapir/core/target.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

template <class R, class T>
concept updates = requires(const R& rule, std::size_t number, double rate, T* w, const T* g,
                           const std::array<T*, R::slots>& state) {
    rule.update(number, rate, number, w, g, state);
};

}  // namespace detail

/// update(step, rate, count, w, g, state) changes `count` numbers w by their gradient g in step number `step` (from 1).
/// The rule keeps R::slots numbers for each of w, of any meaning and 0 at first: state[s][i] belongs to w[i]. A number
/// must not depend on others, since threads share them out. learning_rate is where `rate` starts.
template <class R>
concept optimizer_rule = std::copy_constructible<R> && requires(const R& rule) {
    { rule.learning_rate } -> std::convertible_to<double>;
    { rule.name() } -> std::convertible_to<std::string>;
    { R::slots } -> std::convertible_to<std::size_t>;
} && detail::updates<R, float> && detail::updates<R, double>;

}  // namespace diapir::inline DIAPIR_TARGET::nn
