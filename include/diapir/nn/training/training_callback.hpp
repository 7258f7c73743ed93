// Functions that are told how training goes and can end it.
#pragma once

#include <diapir/nn/metrics/metric_values.hpp>

#include <cstddef>
#include <functional>

namespace diapir::inline DIAPIR_TARGET::nn {

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

}  // namespace diapir::inline DIAPIR_TARGET::nn
