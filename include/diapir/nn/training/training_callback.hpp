// Functions that are told how training goes and can end it.
#pragma once

#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/metric_values.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// How far training has come; epoch and batch count from 1.
struct training_report {
    std::size_t epoch, epochs, batch, batches;
    double seconds;                ///< since training started or went on
    double seconds_left;           ///< of this epoch after a batch, of all epochs after an epoch
    const metric_values& metrics;  ///< of the epoch so far; after an epoch also those of the validation set, val_...
};

/// A tensor of either precision.
using any_tensor = std::variant<const tensor<float>*, const tensor<double>*>;

/// One step, before parameters change.
struct training_step {
    /// The gradient by a parameter, after clipping.
    struct gradient {
        const std::string& parameter;
        any_tensor value;
    };

    std::size_t epoch, step;  ///< both count from 1, steps over all epochs
    double loss, learning_rate;
    double gradient_norm;  ///< of all gradients together, before clipping
    any_tensor x, y;       ///< the batch
    std::vector<gradient> gradients;
};

/// Called after every batch or epoch, and in the middle of every step; returning false ends training there: in a step
/// before the parameters change.
struct training_callback {
    std::function<bool(const training_report&)> on_batch = {}, on_epoch = {};
    std::function<bool(const training_step&)> on_step = {};
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
