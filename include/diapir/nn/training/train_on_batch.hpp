// One step of training: what fit does for every batch, for loops of one's own.
#pragma once

#include <diapir/autodiff/tape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/trainable.hpp>
#include <diapir/nn/training/training_state.hpp>
#include <diapir/ops/dropout.hpp>
#include <diapir/ops/elementwise.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What a step found before it changed the parameters.
template <class T>
struct batch_result {
    double loss;
    tensor<T> probabilities;
};

/// One step of the optimizer on images x and targets y, batches of one size; dropout follows from the seed and the
/// number of the step. Where the loss is not finite the parameters stay as they are. In a steady state, that is from
/// the third step with batches of one size on, nothing is allocated. Throws argument_error where shapes do not fit, or
/// where the state belongs to another network or optimizer.
template <trainable Net, class T = typename Net::value_type>
batch_result<T> train_on_batch(Net& net, const tensor<T>& x, const tensor<T>& y, const any_loss& loss,
                               const optimizer& o, training_state<T>& state, std::uint64_t seed) {
    auto& parameters = net.parameters();
    state.require_fits("train_on_batch", parameters, o);
    ++state.step;
    tape<point<T>> recorded;
    kept_vector<variable<point<T>>> variables;
    for (const auto& p : parameters) variables.push_back(recorded.input(point<T>(refer_to(p.value))));
    const std::span<const variable<point<T>>> weights(variables.data(), variables.size());
    const auto logits = net.logits(x, weights, std::optional(random_key{seed, state.step}));
    tensor<T> slope = logits.value().like();
    batch_result<T> result{loss(logits.value(), y, &slope), sigmoid(logits.value())};
    if (!std::isfinite(result.loss)) return result;
    const auto gradients = recorded.pull(logits, std::move(slope), weights);
    const std::size_t count = slots(o);
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (gradients[i])
            update(o, state.step, state.learning_rate, parameters[i].value, *gradients[i],
                   std::span(state.slots).subspan(i * count, count));
    return result;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
