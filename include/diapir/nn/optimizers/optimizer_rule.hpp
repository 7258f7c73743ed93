// What a rule must offer by which gradients change parameters.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <array>
#include <cmath>
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

/// A share of what was before that a running mean keeps. Throws argument_error, in the name of a rule, unless it is in
/// [0, 1).
inline void check_kept_share(const char* rule, const char* option, double share) {
    require(share >= 0 && share < 1, rule, ": expected ", option, " in [0, 1), got ", share);
}
inline void check_not_negative(const char* rule, const char* option, double value) {
    require(value >= 0 && std::isfinite(value), rule, ": expected ", option, " at least 0, got ", value);
}
inline void check_epsilon(const char* rule, double value) {
    require(value > 0 && std::isfinite(value), rule, ": expected epsilon above 0, got ", value);
}
/// The epsilon as T holds it. Throws argument_error, in the name of a rule, where that is 0 or infinite.
template <class T>
T held_epsilon(const char* rule, double value) {
    const T held = static_cast<T>(value);
    require(held > 0 && std::isfinite(held), rule, ": expected an epsilon that the weights' type holds, got ", value);
    return held;
}

}  // namespace detail

/// update(step, rate, count, w, g, state) changes `count` numbers w by their gradient g in step number `step` (from 1).
/// The rule keeps R::slots numbers for each of w, of any meaning and 0 at first: state[s][i] belongs to w[i]. A number
/// must not depend on others, since threads share them out. learning_rate is where `rate` starts. A rule may have a
/// function check(), which throws argument_error where an option is wrong.
template <class R>
concept optimizer_rule = std::copy_constructible<R> && requires(const R& rule) {
    { rule.learning_rate } -> std::convertible_to<double>;
    { rule.name() } -> std::convertible_to<std::string>;
    { R::slots } -> std::convertible_to<std::size_t>;
} && detail::updates<R, float> && detail::updates<R, double>;

}  // namespace diapir::inline DIAPIR_TARGET::nn
