// DeepSHAP: Shapley values approximated through the linear maps that a network has along the chords from background to
// input (DeepLIFT's rescale rule; Shrikumar et al. 2017, Lundberg and Lee 2017; the values of shap 0.41 DeepExplainer).
#pragma once

#include <diapir/shap/deep/sweep_explainer.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A model that is written with operations: applied to a variable along a chord it records itself.
template <class F, class T>
concept differentiable = differentiable_at<F, chord<T>>;

/// What only DeepSHAP can be told.
struct deep_options {
    deep_direction direction = deep_direction::automatic;
};

/// Explains inputs {n, rows, cols, channels} or {n, features}; see deep.
template <class F, class T>
class deep_explainer : public detail::sweep_explainer<chord<T>, F> {
public:
    deep_explainer(kept_model<F> f, background<T> b, options o, deep_options own)
        : detail::sweep_explainer<chord<T>, F>("deep", std::forward<kept_model<F>>(f), std::move(b), std::move(o),
                                               own.direction) {}

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

/// deep(model, background, options, {.direction = ...}) makes a DeepSHAP explainer of a model written with operations,
/// such as a network: explain(x {n, rows, cols, channels}) gives values {n, players..., outputs...}. Summed over the
/// elements of a group the values of elements are those of the group; they are not the exact Shapley values of the
/// group. The background is an array {b, input...} or a background.
inline constexpr detail::sweep_estimator<deep_explainer, deep_options, chord> deep{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
