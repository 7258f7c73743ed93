// Shapley values of models whose players do not interact, from one coalition a player.
#pragma once

#include <diapir/shap/exact/occlusion.hpp>

namespace diapir::inline DIAPIR_TARGET::shap {

struct additive_estimate {
    static constexpr const char* name = "additive";
    static constexpr standard_errors errors = standard_errors::none;

    void operator()(evaluator& game, estimation& one, const options&) const {
        detail::one_player_values(true, game, one);
    }
};

/// For additive models f(x) = sum of f_p(the elements of player p), such as generalized additive models: the value
/// v(player) - v(nobody) is then the Shapley value. Where players do interact values do not add up; the residual of the
/// explanation tells by how much. Called as `exact` is.
inline constexpr estimator<additive_estimate> additive{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
