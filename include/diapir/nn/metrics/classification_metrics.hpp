// All metrics of a classification of samples at once, running over the batches of an epoch.
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

namespace diapir::inline DIAPIR_TARGET::nn {

struct classification_options {
    std::size_t classes = 0;  ///< 0: as many as the first samples have
    std::size_t top_k = 0;  ///< also tells how often the truth is among the k classes predicted highest; 0: it does not
};

/// Metrics of all samples seen since the last reset. A sample's class is that of its largest number: truths are
/// one-hot, predictions logits or probabilities.
class classification_metrics {
public:
    explicit classification_metrics(const classification_options& options = {})
        : options_(options), decisions_("classification_metrics", options.classes, options.top_k) {}

    /// Adds `samples` samples {classes} that lie one after the other. `loss` is their mean loss, given for all or for
    /// none. Throws argument_error where the sizes do not fit.
    template <class T>
    void update(std::span<const T> truth, std::span<const T> prediction, std::size_t samples,
                std::optional<double> loss = {}) {
        require(samples > 0 && truth.size() == prediction.size() && truth.size() % samples == 0,
                "classification_metrics: expected truth and prediction of ", samples, " samples, got ", truth.size(),
                " and ", prediction.size(), " numbers");
        decisions_.add(truth, prediction, truth.size() / samples);
        loss_.add(loss, samples);
    }
    /// The same for arrays {n, classes} or {n, 1, 1, classes} of equal shape.
    template <class T>
    void update(const array<T>& truth, const array<T>& prediction, std::optional<double> loss = {}) {
        const shape s = shape_of(truth);
        require(s.axes() > 1 && s.size() > 0 && s[0] * s.back() == s.size(),
                "classification_metrics: expected {n, classes} or {n, 1, 1, classes}, got ", s);
        decisions_.add(truth, prediction);
        loss_.add(loss, s[0]);
    }
    /// The same for batches of one pixel, whose channels are the classes.
    template <class T>
    void update(const tensor<T>& truth, const tensor<T>& prediction, std::optional<double> loss = {}) {
        require(truth.is_batch() && truth.rows() == 1 && truth.cols() == 1,
                "classification_metrics: expected batches of one pixel, got ", truth.shape());
        decisions_.add(truth, prediction);
        loss_.add(loss, truth.samples());
    }

    /// {truth, decision}
    const confusion_matrix& matrix() const { return decisions_.matrix(); }

    /// loss, accuracy, top_k_accuracy, precision, recall, f1, in this order. The last three are means over the classes,
    /// see confusion_matrix. loss is left out where none was given, top_k_accuracy where it was not asked for.
    metric_values result() const {
        metric_values values;
        if (const auto loss = loss_.value()) values.add("loss", *loss);
        values.add("accuracy", matrix().accuracy());
        if (options_.top_k > 0) values.add("top_k_accuracy", decisions_.top_k_accuracy());
        values.add("precision", matrix().mean_precision());
        values.add("recall", matrix().mean_recall());
        values.add("f1", matrix().mean_dice());
        return values;
    }

    void reset() { *this = classification_metrics(options_); }

private:
    classification_options options_;
    detail::class_decisions decisions_;
    running_mean loss_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
