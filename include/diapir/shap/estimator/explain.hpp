// The loop over inputs that all estimators share: a game of each is made, estimated and written.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/function_ref.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/estimator/estimate.hpp>
#include <diapir/shap/estimator/explanation_builder.hpp>
#include <diapir/shap/game/game.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/model_game.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

using estimate_ref = function_ref<void(evaluator&, estimation&, const options&)>;

/// Estimates n games, number i being game_of(i), which is used until the next is asked for. What is thrown on the way
/// carries the inputs that were finished, and the one at hand if it can be used.
template <class V>
explanation<V> explain_games(explanation_builder<V>& builder, std::size_t n,
                             function_ref<evaluator&(std::size_t)> game_of, estimate_ref estimate, const options& o) {
    std::size_t i = 0, done = 0;
    try {
        for (; i < n; ++i) {
            evaluator& g = game_of(i);
            const std::vector<double>&prediction = g.prediction(), &base = g.base_values();
            builder.add_input(g.explained(), std::span(prediction), std::span(base));
            const auto write = [&](std::size_t first, std::span<const double> values, std::span<const double> errors) {
                builder.write(i, first, values, errors);
            };
            estimation one(i, n, prediction, base, write, o.progress, builder.clock(), builder.estimator());
            try {
                estimate(g, one, o);
            } catch (...) {
                done += one.usable();
                builder.evaluations() += g.evaluations();
                throw;
            }
            ++done;
            builder.evaluations() += g.evaluations();
        }
    } catch (...) {
        builder.rethrow_with(done, i);
    }
    return builder.finish(n);
}

/// Explains inputs {n, input...} of a model. Throws argument_error where inputs do not have the background's shape or
/// options do not fit the outputs.
template <class T, class R, class V = explained_t<R>>
explanation<V> explain_model(const std::string& name, model_ref<T, R> m, const background<T>& b,
                             const player_map& players, const options& o, const array<T>& x, estimate_ref estimate,
                             standard_errors errors, const std::string& settings = {}) {
    const std::size_t n = count_inputs(name, shape_of(x), b.input());
    const bool own_base = b.depends_on_input() || o.outputs.depends_on_input();
    explanation_builder<V> builder(name, players, o, n, own_base, errors);
    builder.made_from(b.input(), players.labels, b.size(), settings);
    std::optional<model_game<T, R>> game;
    std::vector<double> base;
    const auto game_of = [&](std::size_t i) -> evaluator& {
        const std::size_t inner = b.input().size();
        if (i == 1 && !own_base) base = game->base_values();
        game.emplace(m, b, players, std::span(x.data() + i * inner, inner), o);
        if (i == 0 && o.checks.repeatable) game->check_repeatable();
        if (i > 0 && !own_base) game->know_base_values(base);
        return *game;
    };
    return explain_games(builder, n, game_of, estimate, o);
}

/// Explains one game: values {1, players..., outputs...}.
template <game G>
explanation<double> explain_game(const std::string& name, game_evaluator<G>& g, const options& o, estimate_ref estimate,
                                 standard_errors errors, const std::string& settings = {}) {
    explanation_builder<double> builder(name, g.named_players(), o, 1, o.outputs.depends_on_input(), errors);
    builder.made_from({}, {}, 0, settings);
    const auto game_of = [&](std::size_t) -> evaluator& { return g; };
    return explain_games(builder, 1, game_of, estimate, o);
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
