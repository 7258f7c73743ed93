// The rules that watch a metric at the end of every epoch: early stopping, and a lower learning rate on a plateau.
#pragma once

#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/training/direction.hpp>
#include <diapir/nn/training/early_stopping.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/monitored_value.hpp>
#include <diapir/nn/training/reduce_on_plateau.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// The value of the metric that a rule monitors, in the epoch that has just ended.
template <class T>
double value_of(const char* rule, const std::string& monitor, const fit_options& options, const metric_values& metrics,
                training_state<T>& state) {
    const auto warn = options.ranks.rank() == 0 ? options.warn : nullptr;
    return monitored_value(rule, monitor, metrics, state.epoch, state.history.warnings, warn);
}

/// Lets early stopping see the epoch that has just ended; the history says whether it was the last. True where it was
/// the best, and its weights are to be kept.
template <class T>
bool apply_early_stopping(const fit_options& options, const metric_values& metrics, training_state<T>& state) {
    nn::history& h = state.history;
    h.stopped_early = false;
    if (!options.stop) {
        h.best_epoch = state.epoch - 1;
        return false;
    }
    const early_stopping& stop = *options.stop;
    const double value = value_of("early_stopping", stop.monitor, options, metrics, state);
    const bool better = state.stop.observe(value, direction_of(stop.monitor, stop.mode), stop.min_delta);
    if (better || std::isnan(state.stop.best)) h.best_epoch = state.epoch - 1;
    h.stopped_early = state.stop.exhausted(stop.patience);
    return better && stop.restore_best;
}

/// Lowers the learning rate where the epoch that has just ended is one too many on a plateau.
template <class T>
void apply_reduction(const fit_options& options, const metric_values& metrics, training_state<T>& state) {
    if (!options.reduce) return;
    const reduce_on_plateau& reduce = *options.reduce;
    const double value = value_of("reduce_on_plateau", reduce.monitor, options, metrics, state);
    state.reduce.observe(value, direction_of(reduce.monitor, reduce.mode), reduce.min_delta);
    if (!state.reduce.exhausted(reduce.patience)) return;
    if (state.learning_rate > reduce.min_learning_rate)
        state.learning_rate = std::max(state.learning_rate * reduce.factor, reduce.min_learning_rate);
    state.reduce.wait = 0;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
