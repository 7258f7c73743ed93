// Comparators that take one coalition a player: what the prediction loses without a player, and what a player adds to
// nobody.
#pragma once

#include <diapir/shap/estimator/estimator.hpp>

#include <cstddef>
#include <span>
#include <utility>

namespace diapir::shap {

namespace detail {

/// Explains players by one coalition each: each alone, or all others.
template <class M, class T>
class one_player_explainer : public estimator<M, T> {
public:
    one_player_explainer(bool alone, kept_model<M> m, background<T> b, const player_rule& p, options o)
        : estimator<M, T>(alone ? "additive" : "occlusion", std::forward<kept_model<M>>(m), std::move(b), p,
                          std::move(o)),
          alone_(alone) {}

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape;
    /// model_error and cancelled, which carry the inputs that were finished.
    template <array_expression E>
    auto operator()(const E& inputs) const {
        return this->explain(inputs, [&](auto& game, auto& work) {
            using R = typename estimator<M, T>::value_type;
            const std::size_t players = game.players(), outputs = work.base.size();
            coalitions rows(players, players);
            for (std::size_t p = 0; p < players; ++p) {
                rows.add(p, p);
                if (!alone_) rows.complement(p);
            }
            game.evaluate(rows, [&](std::size_t p, std::span<const double> value) {
                for (std::size_t o = 0; o < outputs; ++o)
                    work.values[p * outputs + o] =
                        static_cast<R>(alone_ ? value[o] - work.base[o] : work.prediction[o] - value[o]);
                work.report(p + 1, players);
            });
        });
    }

private:
    bool alone_;
};

}  // namespace detail

/// An explainer that leaves out one player at a time: the value is v(all) - v(all others). Values do not add up where
/// players interact; the residual of the explanation tells by how much.
template <class M, background_source B>
auto occlusion(M&& m, const B& b, const player_rule& p = players::elements(), options o = {}) {
    using T = detail::scalar_t<M, B>;
    return detail::one_player_explainer<M, T>(false, std::forward<M>(m), as_background<T>(b), p, std::move(o));
}

}  // namespace diapir::shap
