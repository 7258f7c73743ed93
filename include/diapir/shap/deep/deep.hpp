// DeepSHAP: Shapley values approximated through the linear maps that a network has along the chords from background to
// input (DeepLIFT's rescale rule; Shrikumar et al. 2017, Lundberg and Lee 2017; the values of shap 0.41 DeepExplainer).
#pragma once

#include <diapir/shap/deep/sweep_explainer.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::shap {

/// A model that is written with operations: applied to a variable along a chord it records itself.
template <class F, class T>
concept differentiable = differentiable_at<F, chord<T>>;

/// Explains inputs {n, rows, cols, channels} or {n, features}; see deep.
template <class F, class T>
class deep_explainer : public detail::sweep_explainer<chord<T>, F> {
public:
    using detail::sweep_explainer<chord<T>, F>::sweep_explainer;

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape, and
    /// cancelled.
    template <array_expression E>
    explanation<T> operator()(const E& inputs) const {
        const auto& weights = this->references().weights();
        std::vector<detail::line_point> points;
        for (std::size_t r = 0; r < weights.size(); ++r) points.push_back({r, 1, weights[r]});
        return this->explain(inputs, points);
    }
};

/// A DeepSHAP explainer of a model written with operations, such as a network: explain(x {n, rows, cols, channels})
/// gives values {n, players..., outputs...}. Summed over the elements of a group the values of elements are those of
/// the group; they are not the exact Shapley values of the group. The background is an array {b, input...} or a
/// background.
template <class F, background_source B>
auto deep(F&& f, const B& b, const player_rule& p = players::elements(), options o = {},
          deep_direction d = deep_direction::automatic) {
    using T = detail::scalar_t<F, B>;
    static_assert(
        differentiable<std::remove_cvref_t<F>, T>,
        "shap::deep: the model must be callable with a variable, that is, be written with diapir's operations");
    return deep_explainer<F, T>("deep", std::forward<F>(f), as_background<T>(b), p, std::move(o), d);
}

}  // namespace diapir::shap
