// The rule that lowers the learning rate.
#pragma once

#include <diapir/nn/training/direction.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Multiplies the learning rate by `factor`, between 0 and 1, when a metric has not improved for `patience` epochs
/// (Keras 2.8 ReduceLROnPlateau); with 0 and with 1 after every epoch that is no better. Epochs in which the metric has
/// no value count for nothing.
struct reduce_on_plateau {
    std::string monitor = "val_loss";
    double factor = 0.1;
    std::size_t patience = 10;
    double min_delta = 1e-4, min_learning_rate = 0;
    direction mode = direction::by_name;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
