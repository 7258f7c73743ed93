// Exact Shapley values (Shapley 1953): every coalition is evaluated once, for all outputs.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Shapley values from 2^players coalitions.
struct exact_estimate {
    static constexpr const char* name = "exact";
    static constexpr standard_errors errors = standard_errors::none;
    /// More players than this are refused.
    static constexpr std::size_t most_players = 24;

    template <class Players>
    void check(const Players& p) const {
        require(p.count() <= most_players, "shap::exact: ", p.count(), " players make 2^", p.count(),
                " coalitions; at most 2^", most_players,
                " are evaluated: group elements into fewer players, or sample with shap::kernel or shap::permutation");
    }
    void operator()(evaluator& game, estimation& one, const options&) const { detail::exact_values(game, one); }
};

/// exact(model, background {b, input...}) makes an explainer with exact Shapley values: explain(x {n, input...}) gives
/// values {n, players..., outputs...}. exact(game) gives those of a game, {1, players..., outputs...}. Throws
/// argument_error for more than 24 players.
inline constexpr estimator<exact_estimate> exact{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
