// What training reports, epoch by epoch, and the rules that watch it.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::nn {

/// A table of numbers with one row an epoch and a column for each log name: loss, auc, ..., val_loss, val_auc, ...
struct history {
    std::vector<std::string> names;
    std::vector<std::vector<double>> rows;
    std::size_t best_epoch = 0;  ///< row of the best value of the monitored metric
    bool stopped_early = false;

    std::size_t epochs() const { return rows.size(); }
    /// All epochs of one metric. Throws argument_error for an unknown name.
    std::vector<double> column(std::string_view name) const {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) {
            std::string known;
            for (const std::string& n : names) known += (known.empty() ? "" : ", ") + n;
            throw argument_error(diapir::detail::concat("history: no metric named \"", name, "\", there are ", known));
        }
        std::vector<double> values;
        for (const auto& row : rows) values.push_back(row[static_cast<std::size_t>(found - names.begin())]);
        return values;
    }
};

/// Whether a metric should fall or rise.
enum class direction { by_name, down, up };

/// The direction of a metric by its name: losses and errors fall, everything else rises.
inline direction direction_of(std::string_view metric, direction wanted = direction::by_name) {
    if (wanted != direction::by_name) return wanted;
    for (const std::string_view falling : {"loss", "fp", "fn", "error"})
        if (metric.size() >= falling.size() && metric.substr(metric.size() - falling.size()) == falling)
            return direction::down;
    return direction::up;
}

/// The best value of a metric so far, and how many epochs have gone by without a better one.
struct plateau {
    double best = std::numeric_limits<double>::quiet_NaN();
    std::size_t wait = 0;

    /// True where the value is strictly better than the best so far, by more than min_delta.
    bool observe(double value, direction d, double min_delta) {
        const bool better = d == direction::up ? value - min_delta > best : value + min_delta < best;
        const bool improved = std::isnan(best) ? !std::isnan(value) : better;
        wait = improved ? 0 : wait + 1;
        if (improved) best = value;
        return improved;
    }
};

/// Ends training when a metric has not improved for `patience` epochs (Keras 2.8 EarlyStopping). Unlike Keras, which
/// goes back to the best weights only when it stopped early, training always ends with them where restore_best is set.
struct early_stopping {
    std::string monitor = "val_loss";
    std::size_t patience = 10;
    double min_delta = 0;
    direction mode = direction::by_name;
    bool restore_best = true;
};

/// Multiplies the learning rate with `factor` when a metric has not improved for `patience` epochs (Keras 2.8
/// ReduceLROnPlateau).
struct reduce_on_plateau {
    std::string monitor = "val_loss";
    double factor = 0.1;
    std::size_t patience = 10;
    double min_delta = 1e-4, min_learning_rate = 0;
    direction mode = direction::by_name;
};

}  // namespace diapir::nn
