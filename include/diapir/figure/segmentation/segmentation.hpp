// The figures of a segmentation: how the training went, what was predicted for an image, and how good it is over all
// images.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/histogram.hpp>
#include <diapir/figure/plot/image_panel.hpp>
#include <diapir/figure/plot/line.hpp>
#include <diapir/figure/segmentation/table.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::figure {

struct learning_curve_options {
    std::vector<std::string> metrics = {"loss", "auc", "accuracy", "iou"};  ///< drawn where the history has them
    std::string monitor =
        "val_auc";  ///< marks the best epoch: its largest value, or smallest where the name ends in "loss"
    std::string title = "Learning curves";
};

namespace detail {

/// The index of the best value of a column, NaN left out; its size where there is none.
inline std::size_t best_epoch(const column& monitored) {
    const bool smallest = monitored.name.ends_with("loss");
    std::size_t best = monitored.values.size();
    for (std::size_t i = 0; i < monitored.values.size(); ++i) {
        const double v = monitored.values[i];
        if (std::isnan(v)) continue;
        if (best == monitored.values.size() || (smallest ? v < monitored.values[best] : v > monitored.values[best]))
            best = i;
    }
    return best;
}

/// A metric's name as a label: Loss, Accuracy, AUC, IoU.
inline std::string metric_label(std::string name) {
    if (name == "auc") return "AUC";
    if (name == "iou") return "IoU";
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

}  // namespace detail

/// For each metric the columns NAME (training) and val_NAME (validation) against the epoch, which counts from one, with
/// the best epoch marked. `history` has one row an epoch. Without a column of the monitor's name, val_loss or else loss
/// tells the best epoch. Throws argument_error where the history has none of the metrics.
inline figure learning_curves(const table& history, const learning_curve_options& options = {}) {
    std::vector<std::string> metrics;
    for (const std::string& name : options.metrics) {
        if (find_column(history, name) || find_column(history, "val_" + name)) metrics.push_back(name);
    }
    require(!metrics.empty(), "learning_curves: history: expected a column of one of the metrics");
    const column* monitored = nullptr;
    for (const std::string& name : {options.monitor, std::string("val_loss"), std::string("loss")}) {
        if (!monitored) monitored = find_column(history, name);
    }
    const std::size_t best = monitored ? detail::best_epoch(*monitored) : 0;
    const bool has_best = monitored && best < monitored->values.size();

    const std::size_t cols = std::min<std::size_t>(metrics.size(), 2);
    figure fig(detail::rows_for(metrics.size(), cols), cols,
               {.width = 460.0 * static_cast<double>(cols), .title = options.title});
    for (std::size_t i = 0; i < metrics.size(); ++i) {
        panel& p = fig.at(i);
        p.x.label = "Epoch";
        p.x.integer = true;
        p.y.label = detail::metric_label(metrics[i]);
        const column *training = find_column(history, metrics[i]),
                     *validation = find_column(history, "val_" + metrics[i]);
        if (training) plot(p, training->values, {.label = "training", .color = series_color(0)});
        if (validation) plot(p, validation->values, {.label = "validation", .color = series_color(1)});
        if (!has_best) continue;
        const auto epoch = static_cast<double>(best + 1);
        vertical_line(p, epoch,
                      {.label = "best epoch: " + number_text(best + 1), .color = axis_ink, .width = 1, .dashed = true});
        const column* last = validation ? validation : training;
        if (best < last->values.size())
            dot(p, epoch, last->values[best], {.color = series_color(validation ? 1 : 0), .width = 3});
    }
    return fig;
}

/// The channels of an image x {rows, cols, channels}, its true mask {rows, cols} and the predicted probability {rows,
/// cols}. The first channel is gray, the others blue-white-red, all around zero; masks run from 0 to 1. Throws
/// argument_error where the extents do not agree or a channel has no name.
template <array_expression X, array_expression T, array_expression P>
figure prediction_panels(const X& x, const std::vector<std::string>& names, const T& truth, const P& prediction,
                         const std::string& title = {}) {
    const shape image = detail::extents_of_channels("prediction_panels", "x", x, 3, names);
    const array<double> channels = evaluated<double>(x);
    const std::size_t panels = names.size() + 2, cols = detail::columns_for(panels);
    figure fig(detail::rows_for(panels, cols), cols, {.title = title});
    for (std::size_t c = 0; c < names.size(); ++c)
        detail::show_channel(fig.at(c), detail::channel(channels, c), names[c], c);
    detail::show_share(fig.at(names.size()), detail::as_extents("prediction_panels", "truth", truth, image),
                       "True mask");
    detail::show_share(fig.at(names.size() + 1),
                       detail::as_extents("prediction_panels", "prediction", prediction, image), "Predicted");
    return fig;
}

/// A histogram with ten bins of each column of a table with one row an image, as shares of the images. Throws
/// argument_error where the table is empty.
inline figure metric_histograms(const table& per_image, const std::string& title = {}) {
    require(!per_image.empty(), "metric_histograms: per_image: expected at least one column");
    const std::size_t cols = detail::columns_for(per_image.size());
    figure fig(detail::rows_for(per_image.size(), cols), cols, {.title = title});
    for (std::size_t i = 0; i < per_image.size(); ++i) {
        hist(fig.at(i), per_image[i].values, {.bins = 10});
        fig.at(i).x.label = detail::metric_label(per_image[i].name);
    }
    return fig;
}

}  // namespace diapir::figure
