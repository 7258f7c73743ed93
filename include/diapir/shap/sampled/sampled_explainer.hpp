// What the explainers that sample have in common: a budget for each input, and standard errors.
#pragma once

#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/game/budget.hpp>

#include <cstddef>
#include <utility>

namespace diapir::shap {

/// Explains inputs {n, input...} by an Estimate: a name, and a function of a game, its estimation, a budget and the
/// bytes that it may take for itself.
template <class Estimate, class M, class T>
class sampled_explainer : public estimator<M, T> {
public:
    sampled_explainer(kept_model<M> m, background<T> b, const player_rule& p, budget limits, options o)
        : estimator<M, T>(Estimate::name, std::forward<kept_model<M>>(m), std::move(b), p, o),
          budget_(limits),
          memory_(o.memory) {}

    /// values and standard errors {n, players..., outputs...}. Throws argument_error where the budget is too small or
    /// inputs do not have the background's shape; model_error and cancelled, which carry the inputs that were finished.
    template <array_expression E>
    auto operator()(const E& inputs) const {
        return this->explain(
            inputs, [&](auto& game, auto& work) { Estimate()(game, work, budget_, memory_); }, standard_errors::given);
    }

private:
    budget budget_;
    std::size_t memory_;
};

}  // namespace diapir::shap
