// Integrated gradients (Sundararajan et al. 2017): gradients along the straight line from a reference to the input,
// times their difference, on the mean over the background (Aumann-Shapley values; captum's IntegratedGradients with the
// Gauss-Legendre rule).
#pragma once

#include <diapir/shap/deep/sweep_explainer.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// A rule for integrals over [0, 1].
struct quadrature {
    std::vector<double> nodes, weights;
};

/// The Gauss-Legendre rule with `count` nodes, exact for polynomials of degree 2 count - 1: roots of the Legendre
/// polynomial by Newton's method. Throws argument_error for no nodes.
inline quadrature gauss_legendre(std::size_t count) {
    require(count > 0 && count <= 1 << 16, "gauss_legendre: expected 1 to 65536 nodes, got ", count);
    quadrature rule{std::vector<double>(count), std::vector<double>(count)};
    const double n = static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i) {
        double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5)), slope = 0;
        for (int step = 0; step < 100; ++step) {
            double before = 1, value = x;  // P_0 and P_1
            for (double k = 1; k < n; ++k)
                before = std::exchange(value, ((2 * k + 1) * x * value - k * before) / (k + 1));
            slope = n * (x * value - before) / (x * x - 1);
            const double correction = value / slope;
            x -= correction;
            if (std::abs(correction) < 1e-16) break;
        }
        rule.nodes[count - 1 - i] = (1 + x) / 2;
        rule.weights[count - 1 - i] = 1 / ((1 - x * x) * slope * slope);
    }
    return rule;
}

/// What only integrated gradients can be told.
struct integrated_gradients_options {
    std::size_t steps = 50;  ///< nodes of the quadrature
    deep_direction direction = deep_direction::automatic;
};

/// Explains inputs {n, rows, cols, channels} or {n, features}; see integrated_gradients.
template <class F, class T>
class integrated_gradients_explainer : public detail::sweep_explainer<point<T>, F> {
public:
    integrated_gradients_explainer(kept_model<F> f, background<T> b, options o, integrated_gradients_options own)
        : detail::sweep_explainer<point<T>, F>("integrated_gradients", std::forward<kept_model<F>>(f), std::move(b),
                                               std::move(o), own.direction),
          rule_(gauss_legendre(own.steps)) {}

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape, and
    /// cancelled.
    template <array_expression E>
    explanation<T> operator()(const E& inputs) const {
        const auto& weights = this->references().weights();
        std::vector<detail::line_point> points;
        for (std::size_t r = 0; r < weights.size(); ++r)
            for (std::size_t k = 0; k < rule_.nodes.size(); ++k)
                points.push_back({r, rule_.nodes[k], weights[r] * rule_.weights[k]});
        return this->explain(inputs, points, false, "steps " + std::to_string(rule_.nodes.size()));
    }

private:
    quadrature rule_;
};

/// integrated_gradients(model, background, options, {.steps = 50}) makes an explainer of a model written with
/// operations. The residual of the explanation is the error of the quadrature: more steps lower it. A rectified linear
/// unit bends the gradient along the line, so that the error falls slowly. Throws argument_error for no steps.
inline constexpr detail::sweep_estimator<integrated_gradients_explainer, integrated_gradients_options, point>
    integrated_gradients{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
