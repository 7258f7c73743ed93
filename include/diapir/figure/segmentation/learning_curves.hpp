// How a training went: its metrics against the epoch.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/table.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/plot.hpp>
#include <diapir/figure/segmentation/metric_label.hpp>
#include <diapir/nn/training/direction.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct learning_curve_options {
    std::vector<std::string> metrics = {"loss", "auc", "accuracy", "iou"};  ///< drawn where the history has them
    std::string monitor =
        "val_auc";  ///< marks the best epoch: its largest value, or smallest where the name ends in "loss"
    std::string title = "Learning curves";
};

namespace detail {

/// The index of the best value of a column, NaN left out; its size where there is none.
inline std::size_t best_epoch(const std::vector<double>& values, bool smallest) {
    std::size_t best = values.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i])) continue;
        if (best == values.size() || (smallest ? values[i] < values[best] : values[i] > values[best])) best = i;
    }
    return best;
}

/// The epoch of the best value of the monitored column, from 0; of val_loss or else loss where it is missing. As many
/// as there are rows where no column or value tells.
inline std::size_t best_epoch(const table& history, const std::string& monitor) {
    for (const std::string& name : {monitor, std::string("val_loss"), std::string("loss")})
        if (history.contains(name))
            return best_epoch(history.column(name), nn::direction_of(name) == nn::direction::down);
    return history.rows();
}

/// Training and validation of one metric, and a mark at the best epoch if there is one.
inline void draw_metric(panel& p, const table& history, const std::string& metric, std::size_t best) {
    const std::string validation = "val_" + metric;
    p.x.label = "Epoch";
    p.x.integer = true;
    p.y.label = metric_label(metric);
    if (history.contains(metric)) plot(p, history.column(metric), {.label = "training", .color = series_color(0)});
    const bool validated = history.contains(validation);
    if (validated) plot(p, history.column(validation), {.label = "validation", .color = series_color(1)});
    if (best >= history.rows()) return;
    const auto epoch = static_cast<double>(best + 1);
    vertical_line(p, epoch,
                  {.label = "best epoch: " + number_text(best + 1), .color = axis_ink, .width = 1, .dashed = true});
    dot(p, epoch, history.column(validated ? validation : metric)[best],
        {.color = series_color(validated ? 1 : 0), .width = 3});
}

}  // namespace detail

/// For each metric the columns NAME (training) and val_NAME (validation) against the epoch, which counts from one, with
/// the best epoch marked. `history` has one row an epoch; a NaN in it interrupts a curve. Without a column of the
/// monitor's name, val_loss or else loss tells the best epoch. Throws argument_error where the history has none of the
/// metrics.
inline figure learning_curves(const table& history, const learning_curve_options& options = {}) {
    std::vector<std::string> metrics;
    for (const std::string& name : options.metrics) {
        if (history.contains(name) || history.contains("val_" + name)) metrics.push_back(name);
    }
    require(!metrics.empty(), "learning_curves: history: expected a column of one of the metrics");
    const std::size_t best = detail::best_epoch(history, options.monitor);
    const std::size_t cols = std::min<std::size_t>(metrics.size(), 2);
    figure fig(detail::rows_for(metrics.size(), cols), cols,
               {.width = 460.0 * static_cast<double>(cols), .title = options.title});
    for (std::size_t i = 0; i < metrics.size(); ++i) detail::draw_metric(fig.at(i), history, metrics[i], best);
    return fig;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
