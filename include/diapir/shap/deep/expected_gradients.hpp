// Expected gradients (Erion et al. 2021; the gradient explainer of shap): integrated gradients by Monte Carlo, each
// sample at a random place on the line from a random reference.
#pragma once

#include <diapir/core/random.hpp>
#include <diapir/shap/deep/sweep_explainer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::shap {

/// Explains inputs {n, rows, cols, channels} or {n, features}; see expected_gradients.
template <class F, class T>
class expected_gradients_explainer : public detail::sweep_explainer<point<T>, F> {
public:
    expected_gradients_explainer(kept_model<F> f, background<T> b, const player_rule& p, std::size_t samples,
                                 std::uint64_t seed, options o, deep_direction d)
        : detail::sweep_explainer<point<T>, F>("expected_gradients", std::forward<kept_model<F>>(f), std::move(b), p,
                                               std::move(o), d) {
        require(samples >= 2, "shap::expected_gradients: expected at least 2 samples, got ", samples);
        const auto& weights = this->references().weights();
        std::vector<double> below(weights.size());
        std::partial_sum(weights.begin(), weights.end(), below.begin());
        random_stream random(seed, 0x6567);
        for (std::size_t s = 0; s < samples; ++s) {
            const auto found = std::upper_bound(below.begin(), below.end() - 1, random.uniform() * below.back());
            points_.push_back(
                {static_cast<std::size_t>(found - below.begin()), random.uniform(), 1 / static_cast<double>(samples)});
        }
    }

    /// values and standard errors {n, players..., outputs...}. Throws argument_error where inputs do not have the
    /// background's shape, and cancelled.
    template <array_expression E>
    explanation<T> operator()(const E& inputs) const {
        return this->explain(inputs, points_, true);
    }

private:
    std::vector<detail::line_point> points_;
};

/// An explainer by expected gradients of a model written with operations, with standard errors over the samples. All
/// inputs and outputs share their samples. The residual of the explanation is the error of the sum.
template <class F, background_source B>
auto expected_gradients(F&& f, const B& b, const player_rule& p = players::elements(), std::size_t samples = 200,
                        std::uint64_t seed = 0, options o = {}, deep_direction d = deep_direction::automatic) {
    using T = detail::scalar_t<F, B>;
    static_assert(differentiable_at<std::remove_cvref_t<F>, point<T>>,
                  "shap::expected_gradients: the model must be callable with a variable, that is, be written with "
                  "diapir's operations");
    return expected_gradients_explainer<F, T>(std::forward<F>(f), as_background<T>(b), p, samples, seed, std::move(o),
                                              d);
}

}  // namespace diapir::shap
