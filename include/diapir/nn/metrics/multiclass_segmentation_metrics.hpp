// All metrics of a segmentation into several classes at once, running over the batches of an epoch.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/class_decisions.hpp>
#include <diapir/nn/metrics/confusion_matrix.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/running_mean.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

struct multiclass_segmentation_options {
    std::size_t classes =
        0;  ///< 0: as many as the first images have; the metrics of each class have names from then on
};

/// Metrics of all images {rows, cols, classes} seen since the last reset, their pixels taken together. A pixel's class
/// is that of its largest number: truths are one-hot, predictions logits or probabilities.
class multiclass_segmentation_metrics {
public:
    explicit multiclass_segmentation_metrics(const multiclass_segmentation_options& options = {})
        : options_(options), decisions_("multiclass_segmentation_metrics", options.classes, 0) {}

    /// Adds `images` images of `classes` classes that lie one after the other. `loss` is their mean loss, given for all
    /// images or for none. Throws argument_error where the sizes do not fit.
    template <class T>
    void update(std::span<const T> truth, std::span<const T> prediction, std::size_t images, std::size_t classes,
                std::optional<double> loss = {}) {
        require(images > 0 && classes > 0 && !truth.empty() && truth.size() == prediction.size() &&
                    truth.size() % images == 0 && truth.size() / images % classes == 0,
                "multiclass_segmentation_metrics: expected truth and prediction of ", images, " images of ", classes,
                " classes, got ", truth.size(), " and ", prediction.size(), " numbers");
        decisions_.add(truth, prediction, classes);
        loss_.add(loss, images);
    }
    /// The same for arrays {n, rows, cols, classes} of equal shape.
    template <class T>
    void update(const array<T>& truth, const array<T>& prediction, std::optional<double> loss = {}) {
        decisions_.add(truth, prediction);
        loss_.add(loss, truth.shape()[0]);
    }
    /// The same for batches whose channels are the classes.
    template <class T>
    void update(const tensor<T>& truth, const tensor<T>& prediction, std::optional<double> loss = {}) {
        decisions_.add(truth, prediction);
        loss_.add(loss, truth.samples());
    }

    /// {truth, decision} of the pixels.
    const confusion_matrix& matrix() const { return decisions_.matrix(); }

    /// loss, accuracy, mean_iou, dice, iou_0, iou_1, ..., in this order. Means over the classes leave out those that do
    /// not occur, see confusion_matrix, whose own iou is NaN. loss is left out where none was given.
    metric_values result() const {
        metric_values values;
        if (const auto loss = loss_.value()) values.add("loss", *loss);
        values.add("accuracy", matrix().accuracy());
        values.add("mean_iou", matrix().mean_iou());
        values.add("dice", matrix().mean_dice());
        for (std::size_t c = 0; c < matrix().classes(); ++c) values.add("iou_" + std::to_string(c), matrix().iou(c));
        return values;
    }

    void reset() { *this = multiclass_segmentation_metrics(options_); }

private:
    multiclass_segmentation_options options_;
    detail::class_decisions decisions_;
    running_mean loss_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
