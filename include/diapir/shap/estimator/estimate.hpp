// The extension point for estimators: a function from one game to values. What it does not do itself (inputs, models,
// backgrounds, links, outputs, errors on the way) is done around it.
#pragma once

#include <diapir/shap/estimator/estimation.hpp>
#include <diapir/shap/estimator/explanation_builder.hpp>
#include <diapir/shap/game/evaluator.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/result/axis.hpp>

#include <concepts>
#include <string>

namespace diapir::inline DIAPIR_TARGET::shap {

/// E::name is what the estimator is called, E::errors whether it gives standard errors, and estimate(game, estimation,
/// options) evaluates coalitions and writes values. The members of E are the options that only this estimator has. One
/// copy sees all inputs of an explanation one after the other, and may keep what serves them all. Where it has
/// check(players), that is called when the explainer is made and throws argument_error for players it cannot serve;
/// where it has settings(), they are kept with the explanation.
template <class E>
concept estimate = std::copy_constructible<E> && requires(E& e, evaluator& g, estimation& to, const options& o) {
    { E::name } -> std::convertible_to<std::string>;
    { E::errors } -> std::convertible_to<standard_errors>;
    e(g, to, o);
};

namespace detail {

template <class E, class Players>
void check_players(E& e, const Players& players) {
    if constexpr (requires { e.check(players); }) e.check(players);
}
template <class E>
std::string settings_of(const E& e) {
    if constexpr (requires { e.settings(); }) {
        return e.settings();
    } else {
        return {};
    }
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::shap
