// Shapley values of models whose players do not interact, from one coalition a player.
#pragma once

#include <diapir/shap/exact/occlusion.hpp>

#include <utility>

namespace diapir::shap {

/// An explainer of additive models f(x) = sum of f_p(the elements of player p), such as generalised additive models:
/// the value v(player) - v(nobody) is then the Shapley value. Where players do interact values do not add up; the
/// residual of the explanation tells by how much.
template <class M, background_source B>
auto additive(M&& m, const B& b, const player_rule& p = players::elements(), options o = {}) {
    using T = detail::scalar_t<M, B>;
    return detail::one_player_explainer<M, T>(true, std::forward<M>(m), as_background<T>(b), p, std::move(o));
}

}  // namespace diapir::shap
