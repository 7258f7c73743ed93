// Loss and metrics of a set of images, from a trained network or from what it has predicted.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/sample_ranges.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/running_loss.hpp>
#include <diapir/nn/metrics/any_metrics.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/predict.hpp>
#include <diapir/nn/training/sample_source.hpp>
#include <diapir/nn/training/task.hpp>
#include <diapir/nn/training/tasks.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

inline metric_values with_loss(const running_loss& loss, const any_metrics& metrics) {
    metric_values values = {{"loss", loss.value()}};
    values.add(metrics.result(), "");
    return values;
}

/// So many samples are taken together: sums do not depend on how many there are, nor on the threads.
inline constexpr std::size_t samples_of_a_sum = 64;

template <class T>
void check_truth(const char* name, const predictions<T>& p, const array<T>& truth) {
    const shape logits = shape_of(p.logits), probabilities = shape_of(p.probabilities), t = shape_of(truth);
    require((logits.axes() == 4 || logits.axes() == 2) && logits.size() > 0 && logits == probabilities && logits == t,
            name, ": expected logits, probabilities and truth of one shape {n, rows, cols, outputs} or {n, outputs}, ",
            "got ", logits, ", ", probabilities, " and ", t);
}

/// Adds what a network predicted for samples, their truth and weights, {n, weight...} or null, to loss and metrics.
template <class T>
void add_predictions(const predictions<T>& p, const array<T>& truth, const T* weights, const shape& weight,
                     running_loss& loss, any_metrics& metrics) {
    for (std::size_t first = 0; first < p.size(); first += samples_of_a_sum) {
        const std::size_t last = std::min(first + samples_of_a_sum, p.size());
        const tensor<T> y = pack_rows(truth, first, last), z = pack_rows(p.logits, first, last);
        if (weights) {
            loss.add(z, y, pack_dense(weights + first * weight.size(), last - first, weight));
        } else {
            loss.add(z, y);
        }
        metrics.update(y, pack_rows(p.probabilities, first, last));
    }
}

/// What a network predicts for samples x, of which each rank takes some, whole chunks as predict() has them. Throws
/// argument_error where the results have not the shape of the truth.
template <class T>
predictions<T> predict_on_ranks(const network<T>& net, const array<T>& x, const shape& truth,
                                const training_ranks& ranks) {
    const std::size_t inner = truth.drop(1).size(), inputs = shape_of(x).drop(1).size();
    const sample_ranges chunks(truth[0], 16);
    std::vector<std::size_t> begins{0};
    for (std::size_t r = 1; r <= ranks.size(); ++r) {
        const std::size_t chunk = ranks.begin(r, chunks.size());
        begins.push_back(inner * (chunk < chunks.size() ? chunks.begin(chunk) : truth[0]));
    }
    predictions<T> all{make_array<T>(truth), make_array<T>(truth)};
    const std::size_t first = begins[ranks.rank()] / inner, end = begins[ranks.rank() + 1] / inner;
    if (first < end) {
        array<T> some = make_array<T>(shape{end - first}.then(shape_of(x).drop(1)));
        std::copy_n(x.data() + first * inputs, some.size(), some.data());
        const auto own = predict(net, some);
        require(shape_of(own.logits) == shape{end - first}.then(truth.drop(1)), "evaluate: expected targets like ",
                "the outputs ", shape_of(own.logits), ", got ", truth);
        std::copy_n(own.logits.data(), own.logits.size(), all.logits.data() + first * inner);
        std::copy_n(own.probabilities.data(), own.logits.size(), all.probabilities.data() + first * inner);
    }
    share_elements(ranks, std::span(all.logits.data(), all.logits.size()), begins);
    share_elements(ranks, std::span(all.probabilities.data(), all.logits.size()), begins);
    return all;
}

}  // namespace detail

/// Loss and metrics of predictions, and of the truth {n, rows, cols, outputs} or {n, outputs}, for a task. The loss is
/// that of the set as a whole, see running_loss. Throws argument_error where shapes differ or there are no samples.
template <class T>
metric_values evaluate(const predictions<T>& p, const array<T>& truth, const any_task& task, const any_loss& loss) {
    detail::check_truth("evaluate", p, truth);
    any_metrics metrics = task.metrics();
    running_loss whole(loss);
    detail::add_predictions<T>(p, truth, nullptr, {}, whole, metrics);
    return detail::with_loss(whole, metrics);
}
/// For a binary segmentation: loss tp fp tn fn accuracy precision recall auc iou mean_iou dice tgs_score, and auc_exact
/// where the options ask for it.
template <class T>
metric_values evaluate(const predictions<T>& p, const array<T>& truth, const any_loss& loss,
                       const metrics_options& options = {}) {
    return evaluate(p, truth, binary_segmentation{options}, loss);
}

/// The same of a network on samples, without dropout, some at a time. Of several ranks each predicts some, and all get
/// the same bits, those of one rank. Throws argument_error where there are no samples or they do not fit the network,
/// or where the loss is not for a network that ends so.
template <class T>
metric_values evaluate(const network<T>& net, const std::type_identity_t<sample_source<T>>& data, const any_task& task,
                       const any_loss& loss, const training_ranks& ranks = {}) {
    data.check("evaluate");
    require(data.size() > 0, "evaluate: there are no samples");
    task.check(net.output(), net.graph().output_activation());
    loss.check(net.output(), net.graph().output_activation());
    any_metrics metrics = task.metrics();
    running_loss whole(loss);
    // predict() cuts each range as it would cut the whole set: what is left over at its end stays with its last range
    const sample_ranges ranges(data.size(),
                               detail::samples_of_a_sum * (ranks.several() ? ranks.size() : ((threads() + 3) / 4)));
    const shape weight = data.weight();
    std::vector<std::size_t> indexes;
    for (std::size_t range = 0; range < ranges.size(); ++range) {
        const std::size_t first = ranges.begin(range), count = ranges.end(range) - first;
        indexes.resize(count);
        std::iota(indexes.begin(), indexes.end(), first);
        array<T> x = make_array<T>(shape{count}.then(data.input())),
                 y = make_array<T>(shape{count}.then(data.target()));
        std::vector<T> weights(weight.axes() ? shape{count}.then(weight).checked_size() : 0);
        data.read(indexes, x.data(), y.data(), weights.data());
        const auto p = ranks.several() ? detail::predict_on_ranks(net, x, shape_of(y), ranks) : predict(net, x);
        detail::add_predictions(p, y, weights.empty() ? nullptr : weights.data(), weight, whole, metrics);
    }
    return detail::with_loss(whole, metrics);
}
template <class T>
metric_values evaluate(const network<T>& net, const std::type_identity_t<dataset<T>>& data, const any_task& task,
                       const any_loss& loss) {
    return evaluate(net, static_cast<const sample_source<T>&>(data), task, loss);
}
/// For a binary segmentation.
template <class T>
metric_values evaluate(const network<T>& net, const std::type_identity_t<dataset<T>>& data, const any_loss& loss,
                       const metrics_options& options = {}) {
    return evaluate(net, data, binary_segmentation{options}, loss);
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
