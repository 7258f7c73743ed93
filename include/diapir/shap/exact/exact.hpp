// Exact Shapley values: every coalition is evaluated once, for all outputs.
#pragma once

#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>

#include <cstddef>
#include <utility>

namespace diapir::shap {

/// Explains inputs {n, input...} with exact Shapley values (Shapley 1953) in 2^players coalitions each.
template <class M, class T>
class exact_explainer : public estimator<M, T> {
    using base_type = estimator<M, T>;

public:
    /// More players than this are refused.
    static constexpr std::size_t most_players = 24;

    exact_explainer(kept_model<M> m, background<T> b, const player_rule& p, options o)
        : base_type("exact", std::forward<kept_model<M>>(m), std::move(b), p, std::move(o)) {
        const std::size_t players = this->players().count();
        require(players <= most_players, "shap::exact: ", players, " players make 2^", players,
                " coalitions; at most 2^", most_players,
                " are evaluated: group elements into fewer players, or sample with shap::kernel or shap::permutation");
    }

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape;
    /// model_error and cancelled, which carry the inputs that were finished.
    template <array_expression E>
    auto operator()(const E& inputs) const {
        return this->explain(inputs, [](auto& game, auto& work) { detail::exact_values(game, work); });
    }
};

/// An explainer with exact Shapley values of any model: explain(x {n, input...}) gives values {n, players...,
/// outputs...}. The background is an array {b, input...} or a background.
template <class M, background_source B>
auto exact(M&& m, const B& b, const player_rule& p = players::elements(), options o = {}) {
    using T = detail::scalar_t<M, B>;
    return exact_explainer<M, T>(std::forward<M>(m), as_background<T>(b), p, std::move(o));
}

}  // namespace diapir::shap
