// A trained network on a set of images: predictions and metrics.
#pragma once

#include <diapir/core/batch.hpp>
#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace diapir::nn {

/// Images x {n, rows, cols, channels} and their targets y {n, rows, cols, outputs}.
template <class T>
struct dataset {
    array<T> x, y;

    std::size_t size() const { return x.dimension() > 0 ? x.shape()[0] : 0; }
};

/// The samples of an array that `order` names, from `first` to `last`, as a batch.
template <class T>
tensor<T> pack_rows(const array<T>& a, const std::vector<std::size_t>& order, std::size_t first, std::size_t last) {
    const shape s = shape_of(a);
    const std::size_t inner = s.drop(1).size();
    return pack_samples<T>(last - first, s[1], s[2], s[3],
                           [&](std::size_t i) { return a.data() + order[first + i] * inner; });
}

/// The metrics of a network on a data set, without dropout: loss tp fp tn fn accuracy precision recall auc iou mean_iou
/// dice tgs_score, and auc_exact where the options ask for it.
template <class Net, class T = typename Net::value_type>
metric_values evaluate(const Net& net, const dataset<T>& data, const any_loss& loss,
                       const metrics_options& options = {}) {
    segmentation_metrics metrics(options);
    std::vector<std::size_t> order(data.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    constexpr std::size_t samples_at_once = 64;
    for (std::size_t first = 0; first < data.size(); first += samples_at_once) {
        const std::size_t last = std::min(first + samples_at_once, data.size());
        const tensor<T> y = pack_rows(data.y, order, first, last);
        tensor<T> logits = net.logits(pack_rows(data.x, order, first, last));
        const double value = loss(logits, y, static_cast<tensor<T>*>(nullptr));
        metrics.update(y, sigmoid(std::move(logits)), value);
    }
    return metrics.result();
}

}  // namespace diapir::nn
