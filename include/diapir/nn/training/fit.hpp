// Training a network, with what a Keras user expects of fit: validation, early stopping, history, callbacks, shuffling.
#pragma once

#include <diapir/core/progress.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/train_on_batch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace diapir::nn {

/// How far training has come; epoch and batch count from 1.
struct training_report {
    std::size_t epoch, epochs, batch, batches;
    double seconds;                ///< since training started or went on
    double seconds_left;           ///< of this epoch after a batch, of all epochs after an epoch
    const metric_values& metrics;  ///< of the epoch so far; after an epoch also those of the validation set, val_...
};

/// Called after every batch or epoch; returning false ends training there.
struct training_callback {
    std::function<bool(const training_report&)> on_batch = {}, on_epoch = {};
};

struct fit_options {
    std::size_t epochs = 1, batch = 32;
    nn::optimizer optimizer = adam{};
    any_loss loss = binary_crossentropy{};
    std::optional<early_stopping> stop = {};
    std::optional<reduce_on_plateau> reduce = {};
    /// The learning rate of an epoch (from 0), given that of the one before.
    std::function<double(std::size_t epoch, double rate)> schedule = {};
    bool shuffle = true;      ///< puts the samples in a new order in every epoch
    std::uint64_t seed = 42;  ///< of the order and of dropout
    std::vector<training_callback> callbacks = {};
};

/// Trains a network epoch by epoch; fit() is the short way.
template <trainable Net>
class trainer {
public:
    using T = typename Net::value_type;

    /// The network and the data sets must outlive the trainer; an empty validation set is left out. Throws
    /// argument_error where shapes do not fit or the batch size is 0.
    trainer(Net& net, const dataset<T>& train, const dataset<T>& valid, fit_options options)
        : net_(net),
          train_(train),
          valid_(valid),
          options_(std::move(options)),
          state_(initial_state(net, options_.optimizer)) {
        require(options_.batch > 0, "fit: the batch size must be at least 1");
        check("train", train_, true);
        check("valid", valid_, false);
    }

    trainer(Net&, const dataset<T>&&, const dataset<T>&, fit_options) = delete;
    trainer(Net&, const dataset<T>&, const dataset<T>&&, fit_options) = delete;
    trainer(Net&, const dataset<T>&&, const dataset<T>&&, fit_options) = delete;

    /// Trains for one epoch. False when training is over and nothing was done; then the network has its best weights,
    /// where early stopping restores them. Throws diapir::error, with the best weights restored, where the loss is not
    /// finite.
    bool run_epoch() {
        if (finished_ || state_.epoch >= options_.epochs) {
            finish();
            return false;
        }
        const double before = clock_.seconds();
        if (options_.schedule) state_.learning_rate = options_.schedule(state_.epoch, state_.learning_rate);
        metric_values metrics = train_epoch();
        if (finished_) {  // a callback ended it in the middle of an epoch
            finish();
            return false;
        }
        if (valid_.size() > 0) metrics.add(evaluate(net_, valid_, options_.loss), "val_");
        metrics.add("learning_rate", state_.learning_rate);
        ++state_.epoch;
        remember(metrics);
        watch(metrics);
        const double left = (clock_.seconds() - before) * static_cast<double>(options_.epochs - state_.epoch);
        report(&training_callback::on_epoch,
               {state_.epoch, options_.epochs, batches(), batches(), clock_.seconds(), left, metrics});
        return true;
    }

    /// Ends training: the network gets its best weights, where early stopping restores them.
    void finish() {
        finished_ = true;
        if (!options_.stop || !options_.stop->restore_best || state_.best_weights.empty()) return;
        for (std::size_t i = 0; i < state_.best_weights.size(); ++i)
            net_.parameters()[i].value = state_.best_weights[i];
    }

    const nn::history& history() const { return state_.history; }

    /// The state after the last complete epoch.
    training_state<T> state() const {
        training_state<T> s = state_;
        s.weights = weights();
        return s;
    }
    /// Goes on from a saved state. Throws argument_error where it belongs to another network or optimizer.
    void restore(training_state<T> saved) {
        auto& parameters = net_.parameters();
        require(saved.weights.size() == parameters.size() && saved.slots.size() == state_.slots.size(),
                "fit: the saved state has ", saved.weights.size(), " weights and ", saved.slots.size(),
                " tensors of optimizer state, expected ", parameters.size(), " and ", state_.slots.size());
        for (std::size_t i = 0; i < parameters.size(); ++i)
            require(saved.weights[i].shape() == parameters[i].value.shape(), "fit: the saved state has a tensor ",
                    saved.weights[i].shape(), " for ", parameters[i].name, ", expected ", parameters[i].value.shape());
        for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].value = std::move(saved.weights[i]);
        saved.weights.clear();
        state_ = std::move(saved);
        finished_ = out_of_patience();
    }

private:
    void check(const char* name, const dataset<T>& data, bool needed) const {
        if (!needed && data.size() == 0) return;
        const shape x = shape_of(data.x), y = shape_of(data.y);
        require(x.axes() == 4 && y.axes() == 4 && x.size() > 0 && x[0] == y[0] && x[1] == y[1] && x[2] == y[2],
                "fit: ", name, " needs images {n, rows, cols, channels} and targets {n, rows, cols, outputs}, got ", x,
                " and ", y);
    }
    std::size_t batches() const { return (train_.size() + options_.batch - 1) / options_.batch; }
    std::vector<tensor<T>> weights() const {
        std::vector<tensor<T>> all;
        for (const auto& p : net_.parameters()) all.push_back(p.value);
        return all;
    }

    void report(std::function<bool(const training_report&)> training_callback::*when, const training_report& r) {
        for (const auto& callback : options_.callbacks)
            if (callback.*when && !(callback.*when)(r)) finished_ = true;
    }

    metric_values train_epoch() {
        std::vector<std::size_t> order(train_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        if (options_.shuffle) order = random_stream(options_.seed, state_.epoch).permutation(train_.size());
        segmentation_metrics metrics;
        const stopwatch clock;
        for (std::size_t batch = 0; batch < batches() && !finished_; ++batch) {
            const std::size_t first = batch * options_.batch, last = std::min(first + options_.batch, train_.size());
            train_batch(pack_rows(train_.x, order, first, last), pack_rows(train_.y, order, first, last), metrics);
            if (!wants_batches()) continue;
            const metric_values so_far = metrics.result();
            const double left =
                clock.seconds() / static_cast<double>(batch + 1) * static_cast<double>(batches() - batch - 1);
            report(&training_callback::on_batch,
                   {state_.epoch + 1, options_.epochs, batch + 1, batches(), clock_.seconds(), left, so_far});
        }
        return metrics.result();
    }
    bool wants_batches() const {
        return std::any_of(options_.callbacks.begin(), options_.callbacks.end(),
                           [](const auto& c) { return bool(c.on_batch); });
    }

    void train_batch(const tensor<T>& x, const tensor<T>& y, segmentation_metrics& metrics) {
        const batch_result<T> result =
            train_on_batch(net_, x, y, options_.loss, options_.optimizer, state_, options_.seed);
        if (!std::isfinite(result.loss)) {
            finish();
            throw error(diapir::detail::concat("fit: the loss became ", result.loss, " in epoch ", state_.epoch + 1,
                                               ", step ", state_.step));
        }
        metrics.update(y, result.probabilities, result.loss);
    }

    void remember(const metric_values& metrics) {
        auto& h = state_.history;
        h.names.clear();
        h.rows.emplace_back();
        for (const auto& [name, value] : metrics) {
            h.names.push_back(name);
            h.rows.back().push_back(value);
        }
    }
    void watch(const metric_values& metrics) {
        if (const auto& stop = options_.stop) {
            if (state_.stop.observe(metrics[stop->monitor], direction_of(stop->monitor, stop->mode), stop->min_delta)) {
                state_.history.best_epoch = state_.epoch - 1;
                if (stop->restore_best) state_.best_weights = weights();
            }
            state_.history.stopped_early = finished_ = out_of_patience();
        }
        if (const auto& reduce = options_.reduce) {
            state_.reduce.observe(metrics[reduce->monitor], direction_of(reduce->monitor, reduce->mode),
                                  reduce->min_delta);
            if (state_.reduce.wait >= reduce->patience) {
                state_.learning_rate = std::max(state_.learning_rate * reduce->factor, reduce->min_learning_rate);
                state_.reduce.wait = 0;
            }
        }
    }
    /// Keras does not stop after the very first epoch.
    bool out_of_patience() const {
        return options_.stop && state_.epoch > 1 && state_.stop.wait >= options_.stop->patience;
    }

    Net& net_;
    const dataset<T>& train_;
    const dataset<T>& valid_;
    fit_options options_;
    training_state<T> state_;
    bool finished_ = false;
    stopwatch clock_;
};

/// Trains the network on images and targets and returns the history. See fit_options, and trainer for what it throws.
template <trainable Net>
history fit(Net& net, const dataset<typename Net::value_type>& train, const dataset<typename Net::value_type>& valid,
            const fit_options& options) {
    trainer<Net> t(net, train, valid, options);
    while (t.run_epoch()) {
    }
    return t.history();
}

}  // namespace diapir::nn
