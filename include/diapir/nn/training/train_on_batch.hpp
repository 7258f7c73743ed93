// One step of training: what fit does for every batch, for loops of one's own.
#pragma once

#include <diapir/autodiff/tape.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/ops/dropout.hpp>
#include <diapir/ops/elementwise.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::nn {

/// What a network must offer to be trained: parameters, and logits for given parameters with or without dropout.
template <class Net, class T = typename Net::value_type>
concept trainable = requires(Net& net, const Net& fixed, const tensor<T>& x,
                             std::span<const variable<point<T>>> parameters, std::optional<random_key> dropout) {
    { net.parameters() } -> std::same_as<nn::parameters<T>&>;
    { fixed.logits(x) } -> std::same_as<tensor<T>>;
    { fixed.logits(x, parameters, dropout) } -> std::same_as<variable<point<T>>>;
};

/// Everything that training depends on besides the network's options, the data and the fit options: saved and restored,
/// it goes on as if it had not been interrupted.
template <class T>
struct training_state {
    std::size_t epoch = 0;  ///< epochs finished
    std::size_t step = 0;   ///< batches seen
    double learning_rate = 0;
    plateau stop, reduce;
    std::vector<tensor<T>> weights, best_weights, slots;
    nn::history history;
};

/// The state before the first step: the optimizer's learning rate, and its slots at zero.
template <trainable Net>
training_state<typename Net::value_type> initial_state(Net& net, const optimizer& o) {
    using T = typename Net::value_type;
    training_state<T> state;
    state.learning_rate = learning_rate(o);
    for (const auto& p : net.parameters())
        for (std::size_t s = 0; s < slots(o); ++s) state.slots.emplace_back(p.value.shape(), T{0});
    return state;
}

/// What a step found before it changed the parameters.
template <class T>
struct batch_result {
    double loss;
    tensor<T> probabilities;
};

/// One step of the optimizer on images x and targets y, batches of one size; dropout follows from the seed and the
/// number of the step. Where the loss is not finite the parameters stay as they are. In a steady state, that is from
/// the third step with batches of one size on, nothing is allocated. Throws argument_error where shapes do not fit.
template <trainable Net, class T = typename Net::value_type>
batch_result<T> train_on_batch(Net& net, const tensor<T>& x, const tensor<T>& y, const any_loss& loss,
                               const optimizer& o, training_state<T>& state, std::uint64_t seed) {
    ++state.step;
    auto& parameters = net.parameters();
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

}  // namespace diapir::nn
