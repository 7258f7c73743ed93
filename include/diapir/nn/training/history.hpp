// What training reports, epoch by epoch.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/nn/metrics/metric_values.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

struct history {
    /// A row for each epoch and a column for each metric: loss, auc, ..., val_loss, val_auc, ..., learning_rate. NaN
    /// where a metric had no value.
    table metrics;
    /// The name of the loss that was trained with, whose values are in the columns loss and val_loss.
    std::string loss;
    /// The row with the best value of the metric that early stopping monitors; the last row where there is none.
    std::size_t best_epoch = 0;
    bool stopped_early = false;
    /// What was odd, a sentence each.
    std::vector<std::string> warnings;

    std::size_t epochs() const { return metrics.rows(); }
    /// All epochs of one metric. Throws argument_error for an unknown name.
    std::vector<double> column(std::string_view name) const { return metrics.column(name); }

    /// Throws argument_error, in the name of `who`, where this tells of another loss.
    void require_loss(const char* who, const std::string& name) const {
        require(loss.empty() || loss == name, who, ": the saved state was trained with the loss ", loss, ", expected ",
                name);
    }
    /// Adds an epoch. Every number goes to the column of its name, which is NaN wherever an epoch lacks it.
    void add(const metric_values& epoch) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        for (const auto& [name, value] : epoch)
            if (!metrics.contains(name)) metrics.add_column(name, std::vector<double>(epochs(), none));
        std::vector<double> row;
        for (const std::string& name : metrics.names()) row.push_back(epoch.contains(name) ? epoch[name] : none);
        metrics.add_row(row);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
