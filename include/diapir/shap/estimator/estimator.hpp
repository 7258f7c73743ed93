// Estimators as people call them: `shap::exact(model, background)` makes an explainer of inputs, and
// `shap::exact(game)` explains a game at once. An estimator of one's own is an estimate and one line:
//
//     inline constexpr diapir::shap::estimator<my_estimate> mine{};
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/estimator/estimate.hpp>
#include <diapir/shap/estimator/explain.hpp>
#include <diapir/shap/game/game.hpp>
#include <diapir/shap/game/model.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>

#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A model, its background and players, kept to be explained by an estimate.
template <estimate E, class M, class T>
class explainer {
public:
    using output_type = output_t<std::remove_reference_t<M>, T>;
    /// The element type of explanations.
    using value_type = explained_t<output_type>;

    /// Throws argument_error where players or options do not fit the background or the estimate.
    explainer(kept_model<M> m, background<T> b, options o, E e)
        : model_(std::forward<kept_model<M>>(m)),
          background_(std::move(b)),
          players_(o.players.resolve(background_.input())),
          options_(std::move(o)),
          estimate_(std::move(e)) {
        detail::check_players(estimate_, players_);
    }

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape or the
    /// budget is too small; model_error and cancelled, which carry the inputs that were finished.
    template <array_expression X>
    explanation<value_type> operator()(const X& inputs) const {
        E own = estimate_;
        return explain_with(evaluated<T>(inputs), own);
    }
    /// The same by an estimate that the caller keeps, to look at what it found besides values.
    explanation<value_type> explain_with(const array<T>& inputs, E& own) const {
        return explain_model<T, output_type>(E::name, model_, background_, players_, options_, inputs, own, E::errors,
                                             detail::settings_of(own));
    }

    const player_map& players() const { return players_; }
    const background<T>& references() const { return background_; }
    /// What the estimate was told.
    const E& estimate() const { return estimate_; }

private:
    kept_model<M> model_;
    background<T> background_;
    player_map players_;
    options options_;
    E estimate_;
};

/// Makes explainers; see the top of this header. The background is an array {b, input...} or a background; the last
/// argument is what only this estimator can be told.
template <estimate E>
struct estimator {
    template <class M, background_source B>
    auto operator()(M&& m, const B& b, options o = {}, E own = {}) const {
        using T = detail::scalar_t<M, B>;
        if constexpr (model<std::remove_cvref_t<M>, T>) {
            return explainer<E, M, T>(std::forward<M>(m), as_background<T>(b), std::move(o), std::move(own));
        } else {
            static_assert(model<std::remove_cvref_t<M>, T>,
                          "shap: the model must be callable, while const, with one batch `const diapir::array<T>&` "
                          "{n, input...} and return an xtensor array {n, output...}");
        }
    }
    /// A background or a game of another kind is refused with a sentence.
    template <class M, class B, class... Rest>
    requires(!background_source<B> && !game<std::remove_cvref_t<M>>) void operator()(M&&, const B&,
                                                                                     const Rest&...) const {
        static_assert(
            background_source<B>,
            "shap: the background is an xtensor array {b, input...} or a shap::background; a game, which needs "
            "none, has players(), outputs() and evaluate(const coalitions&, value_sink)");
    }
    template <class G>
    requires(!game<std::remove_cvref_t<G>>) void operator()(G&&) const {
        static_assert(game<std::remove_cvref_t<G>>,
                      "shap: a model is explained against a background, as exact(model, background); what is explained "
                      "alone is a game, with players(), outputs() and evaluate(const coalitions&, value_sink)");
    }
    /// Players may stand before the other options.
    template <class M, background_source B>
    auto operator()(M&& m, const B& b, player_rule p, options o = {}, E own = {}) const {
        o.players = std::move(p);
        return (*this)(std::forward<M>(m), b, std::move(o), std::move(own));
    }
    /// Explains a game: values {1, players..., outputs...}.
    template <class G>
    requires game<std::remove_cvref_t<G>> explanation<double>
    operator()(G&& g, const options& o = {}, E own = {}) const {
        game_evaluator<std::remove_reference_t<G>> evaluator(g, o);
        detail::check_players(own, evaluator.named_players());
        return explain_game(E::name, evaluator, o, own, E::errors, detail::settings_of(own));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
