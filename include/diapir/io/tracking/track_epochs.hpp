// The metrics of a training in the record of its run.
#pragma once

#include <diapir/io/tracking/run_tracker.hpp>
#include <diapir/nn/training/training_callback.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// Records all metrics after every epoch, whose number is the step. The tracker has to live as long as the training.
inline nn::training_callback track_epochs(run_tracker& tracker) {
    nn::training_callback callback;
    callback.on_epoch = [&tracker](const nn::training_report& r) {
        std::vector<std::pair<std::string, double>> values;
        for (const auto& [name, value] : r.metrics) values.emplace_back(name, value);
        tracker.metrics(values, static_cast<std::int64_t>(r.epoch));
        return true;
    };
    return callback;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
