// Shapley values of linear models in closed form: a player's value is the sum over its elements of weight x (input -
// mean of the background), as in shap's LinearExplainer with the interventional game.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/shap/background/background.hpp>
#include <diapir/shap/estimator/estimation.hpp>
#include <diapir/shap/estimator/explanation_builder.hpp>
#include <diapir/shap/game/options.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Explains inputs {n, input...} of a linear model; see linear.
template <class T>
class linear_explainer {
public:
    linear_explainer(array<T> weights, array<T> bias, background<T> b, options o)
        : weights_(std::move(weights)),
          bias_(std::move(bias)),
          background_(std::move(b)),
          players_(o.players.resolve(background_.input())),
          options_(std::move(o)) {
        const shape s = shape_of(weights_), &input = background_.input();
        require(s.axes() >= input.axes() && shape(s.begin(), s.begin() + input.axes()) == input,
                "shap::linear: expected weights {input..., outputs...} for inputs ", input, ", got ", s);
        outputs_ = s.drop(input.axes());
        require(shape_of(bias_) == outputs_ || (bias_.size() == 1 && outputs_.size() == 1),
                "shap::linear: expected a bias ", outputs_, ", got ", shape_of(bias_));
        if (!background_.depends_on_input()) mean_ = mean_of(background_);
        require(options_.link == link::identity, "shap::linear: values add up on the scale of the output only");
    }

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape or
    /// outputs are chosen by a function, and cancelled.
    template <array_expression E>
    explanation<T> operator()(const E& inputs) const {
        const auto& x = evaluated<T>(inputs);
        const std::size_t n = count_inputs("linear", shape_of(x), background_.input());
        const bool own_base = background_.depends_on_input() || options_.outputs.depends_on_input();
        explanation_builder<T> builder("linear", players_, options_, n, own_base, standard_errors::none);
        builder.made_from(background_.input(), players_.labels, background_.size(), "");
        std::size_t i = 0;
        try {
            for (; i < n; ++i) explain_one(i, n, x.data() + i * background_.input().size(), builder);
        } catch (...) {
            builder.rethrow_with(i, i);
        }
        return builder.finish(n);
    }

private:
    void explain_one(std::size_t i, std::size_t n, const T* input, explanation_builder<T>& builder) const {
        const std::size_t inner = background_.input().size(), outputs = outputs_.size();
        const std::vector<double> own_mean =
            background_.depends_on_input() ? mean_of(background_.at({input, inner})) : std::vector<double>();
        const std::vector<double>& mean = background_.depends_on_input() ? own_mean : mean_;
        std::vector<double> all(players_.count() * outputs, 0.0), base(outputs), prediction(outputs);
        for (std::size_t o = 0; o < outputs; ++o) base[o] = prediction[o] = static_cast<double>(bias_.data()[o]);
        for (std::size_t k = 0; k < inner; ++k)
            for (std::size_t o = 0; o < outputs; ++o) {
                const double weight = static_cast<double>(weights_.data()[k * outputs + o]);
                const double own = static_cast<double>(input[k]);
                all[players_.labels[k] * outputs + o] += weight * (own - mean[k]);
                base[o] += weight * mean[k];
                prediction[o] += weight * own;
            }
        const output_map map = options_.outputs.resolve(outputs_, prediction, base);
        require(!map.function,
                "shap::linear: a function of the outputs cannot be explained, only some of them or their "
                "means");
        const auto explained = [&](const double* from, std::size_t rows) {
            const std::size_t width = map.extents.size();
            std::vector<double> to(rows * width, 0.0);
            for (std::size_t r = 0; r < rows; ++r)
                map.add(from + r * outputs, 1.0, std::span(to.data() + r * width, width));
            return to;
        };
        const auto p = explained(prediction.data(), 1), b = explained(base.data(), 1);
        builder.add_input(map, std::span(p), std::span(b));
        const auto values = explained(all.data(), players_.count());
        builder.write(i, 0, values, {});
        estimation(
            i, n, p, b, [](auto, auto, auto) {}, options_.progress, builder.clock(), builder.estimator())
            .report(1, 1);
    }
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
    options options_;
    shape outputs_;
    std::vector<double> mean_;  // of the background, where it is the same for all inputs
};

namespace detail {

/// The widest type of weights, bias and background.
template <class W, class Bias, class B>
using linear_t = std::common_type_t<real_t<W>, real_t<Bias>, real_t<B>>;

}  // namespace detail

/// An explainer of f(x) = sum over the elements of weights x input + bias, for weights {input..., outputs...} and a
/// bias {outputs...}; without outputs the bias is one number. It computes and explains in the widest of their types
/// and the background's. No model is called. Throws argument_error where shapes do not fit.
template <array_expression W, array_expression Bias, background_source B>
auto linear(const W& weights, const Bias& bias, const B& b, options o = {}) {
    using T = detail::linear_t<W, Bias, B>;
    return linear_explainer<T>(evaluated<T>(weights), evaluated<T>(bias), as_background<T>(b), std::move(o));
}
/// Players may stand before the other options.
template <array_expression W, array_expression Bias, background_source B>
auto linear(const W& weights, const Bias& bias, const B& b, player_rule p, options o = {}) {
    o.players = std::move(p);
    return linear(weights, bias, b, std::move(o));
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
