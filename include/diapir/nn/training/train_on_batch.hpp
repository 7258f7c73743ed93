// One step of training: what fit does for every batch, for loops of one's own.
#pragma once

#include <diapir/autodiff/tape.hpp>
#include <diapir/core/buffer.hpp>
#include <diapir/core/derived_values.hpp>
#include <diapir/core/in_order.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/networks/image_chunks.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/optimizers/clip.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/step_options.hpp>
#include <diapir/nn/training/training_state.hpp>
#include <diapir/ops/dropout.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

/// A part of a batch on its way through a network, recorded for its gradients.
template <class T>
class recorded_part {
public:
    /// The samples x must outlive the part, and so must the parameters.
    recorded_part(const network<T>& net, const tensor<T>& x, random_key key)
        : pass_{key}, weights_(inputs(net.parameters())), outputs_(net.record(x, weights_, pass_)) {}
    recorded_part(const recorded_part&) = delete;
    recorded_part& operator=(const recorded_part&) = delete;

    /// The logits, and behind them what is trained beside them.
    std::size_t outputs() const { return outputs_.size(); }
    const tensor<T>& output(std::size_t i) const { return outputs_[i].value(); }
    /// What layers want to remember.
    kept_vector<typename training_pass<T>::memory>& kept() { return pass_.kept; }
    /// Of every parameter, for the slopes of the loss by all outputs.
    kept_vector<std::optional<tensor<T>>> gradients(kept_vector<tensor<T>> slopes) const {
        kept_vector<typename tape<point<T>>::seed> seeds;
        for (std::size_t i = 0; i < slopes.size(); ++i) seeds.push_back({outputs_[i], std::move(slopes[i])});
        return tape_.pull(std::move(seeds), std::span(weights_));
    }

private:
    kept_vector<variable<point<T>>> inputs(const nn::parameters<T>& parameters) {
        kept_vector<variable<point<T>>> variables;
        for (const auto& p : parameters) variables.push_back(tape_.input(point<T>(refer_to(p.value))));
        return variables;
    }

    tape<point<T>> tape_;
    training_pass<T> pass_;
    kept_vector<variable<point<T>>> weights_;
    kept_vector<variable<point<T>>> outputs_;
};

/// What is computed of parameters alone, kept for all parts of a batch while they do not change.
template <class T>
class derived_of_parameters {
public:
    explicit derived_of_parameters(nn::parameters<T>& parameters) : parameters_(parameters) {
        for (auto& p : parameters) {
            kept_.push_back(make_kept<derived_values>());
            p.value.keep_derived(kept_.back().get());
        }
    }
    ~derived_of_parameters() {
        for (auto& p : parameters_) p.value.keep_derived(nullptr);
    }
    derived_of_parameters(const derived_of_parameters&) = delete;
    derived_of_parameters& operator=(const derived_of_parameters&) = delete;

private:
    nn::parameters<T>& parameters_;
    kept_vector<std::shared_ptr<derived_values>> kept_;
};

/// A batch that goes through a network in parts, each in one thread; as a whole where a layer looks at all samples.
template <class T>
class recorded_batch {
    using gradients_of_part = kept_vector<std::optional<tensor<T>>>;

public:
    /// x must outlive the batch, and so must the network. Dropout has other random numbers in every part.
    recorded_batch(network<T>& net, const tensor<T>& x, std::uint64_t seed, std::uint64_t step)
        : x_(x),
          ranges_(x.samples(), net.graph().treats_samples_alike()
                                   ? images_at_once(net, x.rows(), x.cols(), x.channels(), 32)
                                   : x.samples()),
          samples_(ranges_.size()),
          parts_(ranges_.size()) {
        if (parts_.size() > 1) derived_.emplace(net.parameters());  // one part computes nothing twice
        parallel_chunks(parts_.size(), [&](std::size_t i) {
            if (parts_.size() > 1) samples_[i] = samples_of(x, ranges_.begin(i), ranges_.end(i));
            parts_[i] = make_kept<recorded_part<T>>(net, parts_.size() > 1 ? samples_[i] : x,
                                                    random_key{seed, (step << 16) + i});
        });
    }

    std::size_t outputs() const { return parts_[0]->outputs(); }
    /// Output number `which` of all samples.
    tensor<T> output(std::size_t which) const {
        const tensor<T>& first = parts_[0]->output(which);
        if (parts_.size() == 1) return first;
        tensor<T> all = x_.batch_like(first.channels(), first.rows(), first.cols());
        std::fill(all.begin(), all.end(), T{0});
        parallel_for(parts_.size(), [&](std::size_t i) {
            copy_samples(parts_[i]->output(which), 0, ranges_.end(i) - ranges_.begin(i), all, ranges_.begin(i));
        });
        return all;
    }
    /// What layers want to remember. Throws argument_error where a batch went in parts: a layer that remembers looks at
    /// all samples.
    kept_vector<typename training_pass<T>::memory> kept() {
        auto& first = parts_[0]->kept();
        require(parts_.size() == 1 || first.empty(), "train_on_batch: expected a layer that remembers something of a ",
                "batch to say that it does not treat samples alike");
        return std::move(first);
    }
    /// Of every parameter, summed over the parts in their order. Leaves no parts behind.
    gradients_of_part gradients(kept_vector<tensor<T>> slopes) {
        if (parts_.size() == 1) return parts_[0]->gradients(std::move(slopes));
        gradients_of_part sums;
        in_order<gradients_of_part> done;
        parallel_chunks(parts_.size(), [&](std::size_t i) {
            kept_vector<tensor<T>> of_part;
            for (const tensor<T>& s : slopes) of_part.push_back(samples_of(s, ranges_.begin(i), ranges_.end(i)));
            auto found = parts_[i]->gradients(std::move(of_part));
            parts_[i].reset();
            done.give(i, std::move(found), [&](gradients_of_part part) {
                if (sums.empty()) return sums.swap(part);
                for (std::size_t p = 0; p < sums.size(); ++p)
                    if (part[p]) diapir::detail::add_to(*sums[p], *part[p]);
            });
        });
        return sums;
    }

private:
    const tensor<T>& x_;
    sample_ranges ranges_;
    std::optional<derived_of_parameters<T>> derived_;
    kept_vector<tensor<T>> samples_;
    kept_vector<std::shared_ptr<recorded_part<T>>> parts_;
};

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
        sum += beside[i].weight * value(values);
        for (T& slope : slopes.back()) slope *= static_cast<T>(beside[i].weight);
    }
    return sum;
}

}  // namespace detail

/// One step of the optimizer on samples x and targets y, batches of one size; dropout follows from the seed and the
/// number of the step. A large batch goes through the network in parts, whose gradients are summed in their order,
/// unless a layer looks at all of its samples, as batch normalization does. Where the loss is not finite, or the
/// norm of gradients that are clipped or watched is not, which makes the loss NaN, or `watch` says no, the parameters
/// stay as they are. In a steady state with one thread, that is from the third step with batches of one size on,
/// nothing is allocated. Throws argument_error where shapes do not fit, or where the state belongs to another network
/// or optimizer.
template <class T>
batch_result<T> train_on_batch(network<T>& net, const tensor<T>& x, const tensor<T>& y, const step_options& how,
                               training_state<T>& state, const tensor<T>* weights = nullptr,
                               const std::type_identity_t<step_watcher<T>>& watch = {}) {
    auto& parameters = net.parameters();
    state.require_fits("train_on_batch", parameters, how.optimizer);
    require(x.is_batch(), "train_on_batch: expected a batch of samples, got a plain tensor ", x.shape());
    ++state.step;
    std::optional<detail::recorded_batch<T>> recorded(std::in_place, net, x, how.seed, state.step);
    const tensor<T> logits = recorded->output(0);
    kept_vector<tensor<T>> slopes;
    batch_result<T> result{detail::losses(net, *recorded, logits, y, weights, how.loss, slopes), net.activate(logits)};
    if (!std::isfinite(result.loss)) return result;
    auto kept = recorded->kept();
    const double rate = how.rate.value_or(state.learning_rate);
    require(rate >= 0 && std::isfinite(rate), "train_on_batch: expected a learning rate of at least 0, got ", rate);
    auto gradients = recorded->gradients(std::move(slopes));
    recorded.reset();  // before the parameters change
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (!parameters[i].trainable) gradients[i].reset();
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
