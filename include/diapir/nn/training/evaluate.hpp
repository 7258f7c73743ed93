// Loss and metrics of a set of images, from a trained network or from what it has predicted.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/running_loss.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/predict.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

inline metric_values with_loss(const running_loss& loss, const segmentation_metrics& metrics) {
    metric_values values = {{"loss", loss.value()}};
    values.add(metrics.result(), "");
    return values;
}

template <class T>
void check_truth(const char* name, const predictions<T>& p, const array<T>& truth) {
    const shape logits = shape_of(p.logits), probabilities = shape_of(p.probabilities), t = shape_of(truth);
    require(logits.axes() == 4 && logits.size() > 0 && logits == probabilities && logits == t, name,
            ": expected logits, probabilities and truth of one shape {n, rows, cols, outputs}, got ", logits, ", ",
            probabilities, " and ", t);
}

}  // namespace detail

/// The metrics of predictions, and of the truth {n, rows, cols, outputs}: loss tp fp tn fn accuracy precision recall
/// auc iou mean_iou dice tgs_score, and auc_exact where the options ask for it. The loss is that of the set as a whole,
/// see running_loss. Throws argument_error where shapes differ or there are no images.
template <class T>
metric_values evaluate(const predictions<T>& p, const array<T>& truth, const any_loss& loss,
                       const metrics_options& options = {}) {
    detail::check_truth("evaluate", p, truth);
    segmentation_metrics metrics(options);
    running_loss whole(loss);
    constexpr std::size_t at_once = 64;
    for (std::size_t first = 0; first < p.size(); first += at_once) {
        const std::size_t last = std::min(first + at_once, p.size());
        whole.add(pack_rows(p.logits, first, last), pack_rows(truth, first, last));
    }
    metrics.update(truth, p.probabilities);
    return detail::with_loss(whole, metrics);
}

/// The same of a network on a data set, without dropout. Throws argument_error where the set is empty or does not fit
/// the network.
template <class T>
metric_values evaluate(const network<T>& net, const dataset<T>& data, const any_loss& loss,
                       const metrics_options& options = {}) {
    data.require_pairs("evaluate");
    return evaluate(predict(net, data.x), data.y, loss, options);
}

/// The loss of each image by itself. Throws argument_error where shapes differ or there are no images.
template <class T>
std::vector<double> image_losses(const predictions<T>& p, const array<T>& truth, const any_loss& loss) {
    detail::check_truth("image_losses", p, truth);
    std::vector<double> losses(p.size());
    for (std::size_t i = 0; i < losses.size(); ++i)
        losses[i] = loss(pack_rows(p.logits, i, i + 1), pack_rows(truth, i, i + 1), static_cast<tensor<T>*>(nullptr));
    return losses;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
