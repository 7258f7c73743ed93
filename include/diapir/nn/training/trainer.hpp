// Training a network epoch by epoch, with what a Keras user expects of fit: validation, early stopping, history,
// callbacks, shuffling.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

/// Throws argument_error where a rule watches a metric that no epoch reports.
inline void check_monitor(const char* rule, const std::string& monitor, double min_delta, bool validates) {
    std::vector<std::string> names{"loss"};
    for (const auto& [name, value] : segmentation_metrics().result()) names.push_back(name);
    if (validates)
        for (std::size_t i = 0, count = names.size(); i < count; ++i) names.push_back("val_" + names[i]);
    names.push_back("learning_rate");
    if (std::find(names.begin(), names.end(), monitor) == names.end()) {
        std::string known;
        for (const std::string& name : names) known += " " + name;
        throw argument_error(diapir::detail::concat("fit: ", rule, " monitors ", monitor, ", expected one of", known,
                                                    validates ? "" : " (there is no validation set)"));
    }
    require(min_delta >= 0, "fit: ", rule, " expects min_delta at least 0, got ", min_delta);
}

template <class T>
void check_fit(const dataset<T>& train, const dataset<T>& valid, const fit_options& options) {
    require(options.batch > 0, "fit: the batch size must be at least 1");
    require(train.size() > 0, "fit: the training set is empty");
    train.require_pairs("fit: train");
    const bool validates = valid.size() > 0;
    if (validates) {
        valid.require_pairs("fit: valid");
        require(valid.channels() == train.channels() && valid.outputs() == train.outputs(),
                "fit: expected a validation set of ", train.channels(), " channels and ", train.outputs(),
                " outputs as the training set has, got ", valid.channels(), " and ", valid.outputs());
    }
    if (const auto& stop = options.stop) check_monitor("early_stopping", stop->monitor, stop->min_delta, validates);
    if (const auto& reduce = options.reduce) {
        check_monitor("reduce_on_plateau", reduce->monitor, reduce->min_delta, validates);
        require(reduce->factor > 0 && reduce->factor < 1,
                "fit: reduce_on_plateau expects a factor between 0 and 1, got ", reduce->factor);
    }
}

}  // namespace detail

/// Trains a network epoch by epoch; fit() is the short way.
template <class T>
class trainer {
public:
    /// The network and the data sets must outlive the trainer; an empty validation set is left out. Throws
    /// argument_error where sets or options do not fit, and for a monitored metric that there will not be.
    trainer(network<T>& net, const dataset<T>& train, const dataset<T>& valid, fit_options options)
        : net_(net),
          train_(train),
          valid_(valid),
          options_(std::move(options)),
          state_(initial_state(net, options_.optimizer)) {
        detail::check_fit(train_, valid_, options_);
        state_.history.loss = options_.loss.name();
    }

    trainer(network<T>&, const dataset<T>&&, const dataset<T>&, fit_options) = delete;
    trainer(network<T>&, const dataset<T>&, const dataset<T>&&, fit_options) = delete;
    trainer(network<T>&, const dataset<T>&&, const dataset<T>&&, fit_options) = delete;

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
        state_.history.add(metrics);
        apply_early_stopping(metrics);
        apply_reduction(metrics);
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

    /// The state after the last complete epoch, with the weights.
    training_state<T> state() const {
        training_state<T> s = state_;
        s.weights = weights();
        return s;
    }
    /// Goes on from a saved state. Throws argument_error, with nothing changed, where it belongs to another network,
    /// optimizer or loss, or lacks the weights.
    void restore(training_state<T> saved) {
        auto& parameters = net_.parameters();
        saved.require_fits("fit", parameters, options_.optimizer);
        require(saved.weights.size() == parameters.size(), "fit: the saved state has no weights, expected ",
                parameters.size());
        const std::string loss = options_.loss.name(), before = saved.history.loss;
        require(before.empty() || before == loss, "fit: the saved state was trained with the loss ", before,
                ", expected ", loss);
        for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].value = std::move(saved.weights[i]);
        saved.weights.clear();
        state_ = std::move(saved);
        state_.history.loss = loss;
        finished_ = out_of_patience();
    }

private:
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

    /// The loss that it reports is the mean over the images of the losses that their batches had, before each step.
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

    void apply_early_stopping(const metric_values& metrics) {
        auto& h = state_.history;
        if (!options_.stop) {
            h.best_epoch = state_.epoch - 1;
            return;
        }
        const early_stopping& stop = *options_.stop;
        const double value = value_of("early_stopping", stop.monitor, metrics);
        const bool better = state_.stop.observe(value, direction_of(stop.monitor, stop.mode), stop.min_delta);
        if (better || std::isnan(state_.stop.best)) h.best_epoch = state_.epoch - 1;
        if (better && stop.restore_best) state_.best_weights = weights();
        h.stopped_early = finished_ = out_of_patience();
    }
    void apply_reduction(const metric_values& metrics) {
        if (!options_.reduce) return;
        const reduce_on_plateau& reduce = *options_.reduce;
        const double value = value_of("reduce_on_plateau", reduce.monitor, metrics);
        state_.reduce.observe(value, direction_of(reduce.monitor, reduce.mode), reduce.min_delta);
        if (!state_.reduce.exhausted(reduce.patience)) return;
        state_.learning_rate = std::max(state_.learning_rate * reduce.factor, reduce.min_learning_rate);
        state_.reduce.wait = 0;
    }
    /// The value of a monitored metric. Where it has none, a warning is given, the first time.
    double value_of(const char* rule, const std::string& monitor, const metric_values& metrics) {
        const double value = metrics[monitor];
        if (!std::isnan(value)) return value;
        auto& given = state_.history.warnings;
        const std::string about = diapir::detail::concat("fit: ", rule, " monitors ", monitor, ", which");
        const auto same = [&](const std::string& text) { return text.compare(0, about.size(), about) == 0; };
        if (std::any_of(given.begin(), given.end(), same)) return value;
        given.push_back(diapir::detail::concat(about, " is NaN in epoch ", state_.epoch,
                                               ": epochs without a value count for nothing"));
        if (options_.warn) options_.warn(given.back());
        return value;
    }
    bool out_of_patience() const { return options_.stop && state_.stop.exhausted(options_.stop->patience); }

    network<T>& net_;
    const dataset<T>& train_;
    const dataset<T>& valid_;
    fit_options options_;
    training_state<T> state_;
    bool finished_ = false;
    stopwatch clock_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
