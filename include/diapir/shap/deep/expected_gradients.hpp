// Expected gradients (Erion et al. 2021; the gradient explainer of shap): integrated gradients by Monte Carlo, each
// sample at a random place on the line from a random reference.
#pragma once

#include <diapir/core/random.hpp>
#include <diapir/shap/deep/sweep_explainer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// What only expected gradients can be told.
struct expected_gradients_options {
    std::size_t samples = 200;  ///< at least 2, at most 2^24
    deep_direction direction = deep_direction::automatic;
};

/// Explains inputs {n, rows, cols, channels} or {n, features}; see expected_gradients.
template <class F, class T>
class expected_gradients_explainer : public detail::sweep_explainer<point<T>, F> {
public:
    static constexpr std::size_t most_samples = std::size_t{1} << 24;

    expected_gradients_explainer(kept_model<F> f, background<T> b, const options& o, expected_gradients_options own)
        : detail::sweep_explainer<point<T>, F>("expected_gradients", std::forward<kept_model<F>>(f), std::move(b), o,
                                               own.direction) {
        const std::size_t samples = own.samples;
        require(samples >= 2 && samples <= most_samples, "shap::expected_gradients: expected 2 to ", most_samples,
                " samples, got ", samples);
        const auto& weights = this->references().weights();
        std::vector<double> below(weights.size());
        std::partial_sum(weights.begin(), weights.end(), below.begin());
        random_stream random(o.seed, 0x6567);
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
        return this->explain(inputs, points_, true, "samples " + std::to_string(points_.size()));
    }

private:
    std::vector<detail::line_point> points_;
};

/// expected_gradients(model, background, options, {.samples = 200}) makes an explainer of a model written with
/// operations, with standard errors over the samples. All inputs and outputs share their samples. The residual of the
/// explanation is the error of the sum. Throws argument_error for fewer than 2 samples and for more than 2^24.
inline constexpr detail::sweep_estimator<expected_gradients_explainer, expected_gradients_options, point>
    expected_gradients{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
