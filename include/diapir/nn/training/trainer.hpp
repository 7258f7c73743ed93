// Training a network epoch by epoch, with what a Keras user expects of fit: validation, early stopping, history,
// callbacks, shuffling.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/nn/metrics/any_metrics.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/batch_feed.hpp>
#include <diapir/nn/training/batch_statistics.hpp>
#include <diapir/nn/training/evaluate.hpp>
#include <diapir/nn/training/feed_of_rank.hpp>
#include <diapir/nn/training/fit_checks.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/metric_rules.hpp>
#include <diapir/nn/training/rank_agreement.hpp>
#include <diapir/nn/training/sample_source.hpp>
#include <diapir/nn/training/step_options.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/training_ranks.hpp>
#include <diapir/nn/training/training_state.hpp>
#include <diapir/nn/training/weight_average.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Trains a network epoch by epoch; fit() is the short way.
template <class T>
class trainer {
public:
    /// The network and the samples must outlive the trainer; an empty validation set is left out. Throws argument_error
    /// where samples or options do not fit, and for a monitored metric that there will not be.
    trainer(network<T>& net, const sample_source<T>& train, const sample_source<T>& valid, fit_options options)
        : net_(net),
          train_(train),
          valid_(valid),
          options_((detail::check_fit(net, train, valid, options), std::move(options))),  // before what is made of them
          loss_(options_.chosen_loss()),
          feed_(train, detail::feed_of_rank(net, train, options_)),
          state_(initial_state(net, options_.optimizer)) {
        detail::warn_of_idle_ranks(net_, train_, options_);
        if (options_.average) average_.emplace(options_.average->kept);
        state_.history.loss = loss_.name();
        watched_ = detail::on_any(options_.ranks, wants([](const auto& c) { return bool(c.on_step); }));
        detail::require_alike(options_.ranks, net_, train_.size(), "fit: expected all ranks to begin alike");
    }

    trainer(network<T>&, const sample_source<T>&&, const sample_source<T>&, fit_options) = delete;
    trainer(network<T>&, const sample_source<T>&, const sample_source<T>&&, fit_options) = delete;
    trainer(network<T>&, const sample_source<T>&&, const sample_source<T>&&, fit_options) = delete;

    /// Trains for one epoch. False when training is over and nothing was done; then the network has its best weights,
    /// where early stopping restores them, or the average, where one is kept. Throws diapir::error, with the best
    /// weights restored, where the loss, a weight or the optimizer's state is not finite.
    bool run_epoch() {
        agree();
        if (finished_ || state_.epoch >= options_.epochs || out_of_time()) {
            finish();
            return false;
        }
        const double before = seconds();
        metric_values metrics = train_epoch();
        require_finite_weights();
        if (finished_) {  // a callback ended it in the middle of an epoch
            finish();
            return false;
        }
        if (average_ && !options_.average->every_step) update_average();
        with_average([&] {
            if (valid_.size() > 0) metrics.add(evaluate(net_, valid_, options_.task, loss_, options_.ranks), "val_");
            metrics.add("learning_rate", rate_);
            ++state_.epoch;
            state_.history.add(metrics);
            if (detail::apply_early_stopping(options_, metrics, state_)) state_.best_weights = weights();
            finished_ = state_.history.stopped_early;
        });
        detail::apply_reduction(options_, metrics, state_);
        detail::require_alike(options_.ranks, net_, state_.epoch, "fit: expected ranks with processors of one kind");
        const double epochs_left = static_cast<double>(options_.epochs - state_.epoch);
        const double left = std::min((seconds() - before) * epochs_left, time_left());
        report(&training_callback::on_epoch,
               {state_.epoch, options_.epochs, feed_.batches(), feed_.batches(), seconds(), left, metrics});
        return true;
    }

    /// Ends training: the network gets its best weights, where early stopping restores them, or the average.
    void finish() {
        if (ended_) return;
        finished_ = ended_ = true;
        state_.weights = weights();
        if (options_.stop && options_.stop->restore_best && !state_.best_weights.empty()) {
            for (std::size_t i = 0; i < state_.best_weights.size(); ++i)
                net_.parameters()[i].value = state_.best_weights[i];
        } else if (average_ && average_->updates() > 0) {
            for (std::size_t i = 0; i < average_->weights().size(); ++i)
                net_.parameters()[i].value = average_->weights()[i];
        }
    }

    const nn::history& history() const { return state_.history; }

    /// The state after the last epoch, with the weights that training goes on with, also where finish() has given the
    /// network others. An epoch that was ended in its middle has no place in it: what goes on from there is another
    /// training.
    training_state<T> state() const {
        training_state<T> s = state_;
        if (s.weights.empty()) s.weights = weights();
        s.seconds = seconds();
        if (average_) {
            s.average = average_->weights();
            s.averaged = average_->updates();
        }
        return s;
    }
    /// Goes on from a saved state. Throws argument_error, with nothing changed, where it belongs to another network,
    /// optimizer or loss, or lacks the weights.
    void restore(training_state<T> saved) {
        auto& parameters = net_.parameters();
        saved.require_fits("fit", parameters, options_.optimizer);
        require(saved.weights.size() == parameters.size(), "fit: the saved state has no weights, expected ",
                parameters.size());
        saved.history.require_loss("fit", loss_.name());
        if (average_) {
            average_->restore(std::move(saved.average), saved.averaged);
        } else {
            saved.averaged = 0;
        }
        for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].value = std::move(saved.weights[i]);
        saved.weights.clear();
        saved.average.clear();
        state_ = std::move(saved);
        state_.history.loss = loss_.name();
        clock_ = stopwatch();
        ended_ = false;
        finished_ = out_of_patience();
    }

private:
    /// Calls f while the network has the average of its weights, where there is one.
    template <class F>
    void with_average(const F& f) {
        if (!average_ || average_->updates() == 0) return f();
        average_->exchange(net_.parameters());
        try {
            if (options_.average->recompute_statistics)
                recompute_batch_statistics(net_, train_, options_.batch, options_.seed);
            f();
        } catch (...) {
            average_->exchange(net_.parameters());
            throw;
        }
        average_->exchange(net_.parameters());
    }

    std::vector<tensor<T>> weights() const {
        std::vector<tensor<T>> all;
        for (const auto& p : net_.parameters()) all.push_back(p.value);
        return all;
    }
    double own_seconds() const { return state_.seconds + clock_.seconds(); }
    double seconds() const { return options_.ranks.several() ? agreed_.seconds() : own_seconds(); }
    void agree() {
        if (options_.ranks.several()) agreed_.update(options_.ranks, own_seconds(), finished_);
    }
    double time_left() const { return options_.time ? std::max(*options_.time - seconds(), 0.0) : HUGE_VAL; }
    bool out_of_time() const { return options_.time && seconds() >= *options_.time; }
    /// How much of the training is done before step number `batch` of this epoch.
    training_position position(std::size_t batch) const {
        const std::size_t steps = feed_.batches(), step = state_.epoch * steps + batch;
        double progress =
            static_cast<double>(step) / (static_cast<double>(options_.epochs) * static_cast<double>(steps));
        if (options_.time) progress = std::max(progress, seconds() / *options_.time);
        return {state_.epoch,        options_.epochs, step, steps, std::min(progress, std::nextafter(1.0, 0.0)),
                state_.learning_rate};
    }

    void report(std::function<bool(const training_report&)> training_callback::*when, const training_report& r) {
        for (const auto& callback : options_.callbacks)
            if (callback.*when && !(callback.*when)(r)) finished_ = true;
    }
    bool wants(const std::function<bool(const training_callback&)>& what) const {
        return std::any_of(options_.callbacks.begin(), options_.callbacks.end(), what);
    }

    /// The loss that it reports is the mean over the samples of the losses that their batches had, before each step.
    metric_values train_epoch() {
        any_metrics metrics = options_.task.metrics();
        const bool tells = wants([](const auto& c) { return bool(c.on_batch); });
        const stopwatch clock;
        feed_.start(state_.epoch);
        for (std::size_t batch = 0; batch < feed_.batches() && !finished_; ++batch) {
            const training_position at = position(batch);
            progress_ = at.progress;
            rate_ = options_.schedule ? options_.schedule(at) : state_.learning_rate;
            train_batch(feed_.next(), metrics);
            if (finished_) break;
            if (average_ && options_.average->every_step) update_average();
            if (tells) {
                const double each = clock.seconds() / static_cast<double>(batch + 1);
                const double left = std::min(each * static_cast<double>(feed_.batches() - batch - 1), time_left());
                const metric_values so_far = metrics.result();
                report(&training_callback::on_batch,
                       {state_.epoch + 1, options_.epochs, batch + 1, feed_.batches(), seconds(), left, so_far});
            }
            agree();
            if (out_of_time()) break;
        }
        return metrics.result();
    }
    void update_average() {
        if (progress_ >= options_.average->from) average_->update(net_.parameters());
    }

    void train_batch(sample_batch<T> samples, any_metrics& metrics) {
        detail::share_targets(net_, train_, options_, samples);
        step_watcher<T> watch;
        if (watched_)
            watch = [&](const batch_result<T>& result, double norm,
                        const kept_vector<std::optional<tensor<T>>>& gradients) {
                show_step(samples, result, norm, gradients);
                agree();
                return !finished_;
            };
        const batch_result<T> result = train_on_batch(
            net_, samples.x, samples.y,
            {loss_, options_.optimizer, options_.clip, options_.seed, rate_, options_.part, options_.ranks}, state_,
            samples.weights ? &*samples.weights : nullptr, watch);
        if (!std::isfinite(result.loss)) {
            finish();
            throw error(diapir::detail::concat("fit: the loss became ", result.loss, " in epoch ", state_.epoch + 1,
                                               ", step ", state_.step));
        }
        metrics.update(samples.y, result.probabilities, result.loss);
    }
    /// A step may leave weights of which only the loss of the next one would tell, or a state of the optimizer, such as
    /// an infinite mean of squares, with which a weight never moves again.
    void require_finite_weights() {
        const std::string what = state_.not_finite(net_.parameters());
        if (what.empty()) return;
        finish();
        throw error(diapir::detail::concat("fit: ", what, " is no longer finite in epoch ", state_.epoch + 1, ", step ",
                                           state_.step));
    }
    void show_step(const sample_batch<T>& samples, const batch_result<T>& result, double norm,
                   const kept_vector<std::optional<tensor<T>>>& gradients) {
        training_step step{state_.epoch + 1, state_.step, result.loss, rate_, norm, &samples.x, &samples.y, {}};
        for (std::size_t i = 0; i < gradients.size(); ++i)
            if (gradients[i]) step.gradients.push_back({net_.parameters()[i].name, &*gradients[i]});
        for (const auto& callback : options_.callbacks)
            if (callback.on_step && !callback.on_step(step)) finished_ = true;
    }

    bool out_of_patience() const { return options_.stop && state_.stop.exhausted(options_.stop->patience); }

    network<T>& net_;
    const sample_source<T>& train_;
    const sample_source<T>& valid_;
    fit_options options_;
    any_loss loss_;
    batch_feed<T> feed_;
    training_state<T> state_;
    std::optional<weight_average<T>> average_;
    double rate_ = 0, progress_ = 0;  // of the last step, and before it
    detail::rank_agreement agreed_;
    bool watched_ = false;  // on any rank
    bool finished_ = false, ended_ = false;
    stopwatch clock_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn

#ifdef DIAPIR_EXTERN_TEMPLATES
#include <diapir/nn/training/precompiled_training.hpp>
#endif
