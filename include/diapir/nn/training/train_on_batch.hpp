// One step of training: what fit does for every batch, for loops of one's own.
#pragma once

#include <diapir/autodiff/tape.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/derived_values.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/optimizers/clip.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/recorded_batch.hpp>
#include <diapir/nn/training/step_options.hpp>
#include <diapir/nn/training/training_state.hpp>
#include <diapir/ops/dropout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What a step found before it changed the parameters.
template <class T>
struct batch_result {
    double loss;
    tensor<T> probabilities;
};

/// Sees a step before the parameters change: its result, the norm of all gradients before they were clipped, and the
/// gradient by each parameter, none by those that are not trained. False leaves the parameters as they are.
template <class T>
using step_watcher =
    std::function<bool(const batch_result<T>&, double norm, const kept_vector<std::optional<tensor<T>>>& gradients)>;

namespace detail {

/// The loss of a batch, and its slopes by the logits and by what is trained beside them, each by its weight.
template <class T>
double losses(const network<T>& net, const recorded_batch<T>& recorded, const tensor<T>& logits, const tensor<T>& y,
              const tensor<T>* weights, const any_loss& loss, kept_vector<tensor<T>>& slopes) {
    const auto value = [&](const tensor<T>& z) {
        slopes.push_back(z.like());
        return weights ? loss(z, y, *weights, &slopes.back()) : loss(z, y, &slopes.back());
    };
    double sum = value(logits);
    const auto& beside = net.graph().auxiliaries();
    for (std::size_t i = 0; i < beside.size(); ++i) {
        const tensor<T> values = recorded.output(i + 1);
        check_held<T>("train_on_batch", "a weight of what is trained beside the output", beside[i].weight);
        sum += beside[i].weight * value(values);
        for (T& slope : slopes.back()) slope *= static_cast<T>(beside[i].weight);
    }
    return sum;
}

/// Counts a step, and takes it back where an exception ends it.
class counted_step {
public:
    explicit counted_step(std::size_t& steps) : steps_(steps) { ++steps_; }
    ~counted_step() {
        if (std::uncaught_exceptions() > exceptions_) --steps_;
    }
    counted_step(const counted_step&) = delete;
    counted_step& operator=(const counted_step&) = delete;

private:
    std::size_t& steps_;
    int exceptions_ = std::uncaught_exceptions();
};

}  // namespace detail

/// One step of the optimizer on samples x and targets y, batches of one size; dropout follows from the seed and the
/// number of the step. A large batch goes through the network in parts, see step_options, whose gradients are summed in
/// the order of a tree_sum. Of several ranks each takes some of the parts and knows what came out of all: the loss is
/// that of the batch, and every rank makes the same step. Where the loss is not finite, or the
/// norm of gradients that are clipped or watched is not, which makes the loss NaN, or `watch` says no, the parameters
/// stay as they are. In a steady state with one thread, that is from the third step with batches of one size on,
/// nothing is allocated. Throws argument_error where shapes do not fit, or where the state belongs to another network
/// or optimizer. A step that throws does not count.
template <class T>
batch_result<T> train_on_batch(network<T>& net, const tensor<T>& x, const tensor<T>& y, const step_options& how,
                               training_state<T>& state, const std::type_identity_t<tensor<T>>* weights = nullptr,
                               const std::type_identity_t<step_watcher<T>>& watch = {}) {
    auto& parameters = net.parameters();
    state.require_fits("train_on_batch", parameters, how.optimizer);
    require(x.is_batch(), "train_on_batch: expected a batch of samples, got a plain tensor ", x.shape());
    const detail::counted_step counted(state.step);
    std::optional<detail::recorded_batch<T>> recorded(std::in_place, net, x, how, state.step);
    const tensor<T> logits = recorded->output(0);
    kept_vector<tensor<T>> slopes;
    batch_result<T> result{detail::losses(net, *recorded, logits, y, weights, how.loss, slopes), net.activate(logits)};
    if (!std::isfinite(result.loss)) return result;
    auto kept = recorded->kept();
    const double rate = how.rate.value_or(state.learning_rate);
    require(rate >= 0 && std::isfinite(rate), "train_on_batch: expected a learning rate of at least 0, got ", rate);
    auto gradients = recorded->gradients(std::move(slopes));
    recorded.reset();  // before the parameters change
    const bool clips = how.clip.global_norm != 0 || how.clip.norm != 0 || how.clip.value != 0;
    const double norm = clips || watch ? how.clip(gradients) : 0;
    if (!std::isfinite(norm)) {
        result.loss = std::numeric_limits<double>::quiet_NaN();
        return result;
    }
    if (watch && !watch(result, norm, gradients)) return result;
    const std::size_t count = slots(how.optimizer);
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (gradients[i])
            update(how.optimizer, state.step, rate, parameters[i].value, *gradients[i],
                   std::span(state.slots).subspan(i * count, count));
    for (auto& memory : kept) parameters[memory.parameter].value = std::move(memory.value);
    return result;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
