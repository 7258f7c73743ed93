// Shapley values of linear models in closed form: a player's value is the sum over its elements of weight x (input -
// mean of the background), as in shap's LinearExplainer with the interventional game.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::shap {

/// Explains inputs {n, input...} of a linear model; see linear.
template <class T>
class linear_explainer {
public:
    linear_explainer(array<T> weights, array<T> bias, background<T> b, const player_rule& p)
        : weights_(std::move(weights)),
          bias_(std::move(bias)),
          background_(std::move(b)),
          players_(p.resolve(background_.input())) {
        const shape s = shape_of(weights_), &input = background_.input();
        require(s.axes() >= input.axes() && shape(s.begin(), s.begin() + input.axes()) == input,
                "shap::linear: expected weights {input..., outputs...} for inputs ", input, ", got ", s);
        outputs_ = s.drop(input.axes());
        require(shape_of(bias_) == outputs_ || (bias_.size() == 1 && outputs_.size() == 1),
                "shap::linear: expected a bias ", outputs_, ", got ", shape_of(bias_));
    }

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape.
    template <array_expression E>
    explanation<T> operator()(const E& inputs) const {
        const stopwatch clock;
        const auto& x = evaluated<T>(inputs);
        const shape s = shape_of(x);
        require(s.axes() > 0 && s[0] > 0 && s.drop(1) == background_.input(),
                "shap::linear: expected inputs {n, ...} of the shape ", background_.input(), ", got ", s);
        const std::size_t n = s[0], inner = background_.input().size(), outputs = outputs_.size();
        const bool own_base = background_.depends_on_input();
        explanation<T> e;
        e.estimator = "linear";
        e.players = players_.extents;
        e.player_axes = players_.axes;
        e.outputs = outputs_;
        e.output_axes.resize(outputs_.axes());
        e.values = make_array<T>(shape{n}.then(e.players).then(outputs_));
        e.predictions = make_array<T>(shape{n}.then(outputs_));
        e.base_values = make_array<T>(own_base ? shape{n}.then(outputs_) : outputs_);
        std::vector<double> values(players_.count() * outputs), base(outputs), prediction(outputs), mean;
        for (std::size_t i = 0; i < n; ++i) {
            const T* input = x.data() + i * inner;
            if (i == 0 || own_base) mean = mean_of(own_base ? background_.at({input, inner}) : background_);
            std::fill(values.begin(), values.end(), 0.0);
            for (std::size_t o = 0; o < outputs; ++o) base[o] = prediction[o] = static_cast<double>(bias_.data()[o]);
            for (std::size_t k = 0; k < inner; ++k)
                for (std::size_t o = 0; o < outputs; ++o) {
                    const double weight = static_cast<double>(weights_.data()[k * outputs + o]);
                    const double own = static_cast<double>(input[k]);
                    values[players_.labels[k] * outputs + o] += weight * (own - mean[k]);
                    base[o] += weight * mean[k];
                    prediction[o] += weight * own;
                }
            std::copy(values.begin(), values.end(), e.values.data() + i * values.size());
            std::copy(prediction.begin(), prediction.end(), e.predictions.data() + i * outputs);
            if (i == 0 || own_base) std::copy(base.begin(), base.end(), e.base_values.data() + i * outputs);
        }
        e.residual = detail::additivity_residual(e);
        e.seconds = clock.seconds();
        return e;
    }

private:
    static std::vector<double> mean_of(const background<T>& b) {
        std::vector<double> mean(b.input().size(), 0.0);
        for (std::size_t r = 0; r < b.size(); ++r)
            for (std::size_t k = 0; k < mean.size(); ++k)
                mean[k] += b.weights()[r] * static_cast<double>(b.sample(r)[k]);
        return mean;
    }

    array<T> weights_, bias_;
    background<T> background_;
    player_map players_;
    shape outputs_;
};

/// An explainer of f(x) = sum over the elements of weights x input + bias, for weights {input..., outputs...} and a
/// bias {outputs...}; without outputs the bias is one number. No model is called. Throws argument_error where shapes do
/// not fit.
template <array_expression W, array_expression B0, background_source B>
auto linear(const W& weights, const B0& bias, const B& b, const player_rule& p = players::elements()) {
    using T = real_t<W>;
    return linear_explainer<T>(evaluated<T>(weights), evaluated<T>(bias), as_background<T>(b), p);
}

}  // namespace diapir::shap
