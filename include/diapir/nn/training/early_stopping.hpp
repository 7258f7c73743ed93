// The rule that ends training.
#pragma once

#include <diapir/nn/training/direction.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Ends training when a metric has not improved for `patience` epochs (Keras 2.8 EarlyStopping); with 0 and with 1 at
/// the first epoch that is no better. Epochs in which the metric has no value count for nothing. Unlike Keras, which
/// goes back to the best weights only when it stopped early, training always ends with them where restore_best is set.
/// And unlike Keras, which takes all metrics to fall but those that end in acc, accuracy or auc, those rise that do not
/// sound like losses or errors, see direction_of: a metric of one's own is best given with its mode.
struct early_stopping {
    std::string monitor = "val_loss";
    std::size_t patience = 10;
    double min_delta = 0;
    direction mode = direction::by_name;
    bool restore_best = true;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
