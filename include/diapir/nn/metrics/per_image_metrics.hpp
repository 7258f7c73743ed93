// The metrics of every image by itself.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/table.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A row for each image {...} of truth and prediction {n, ...}: coverage (the share of positive truth) and then the
/// metrics of segmentation_metrics, NaN where a metric has no value. `losses` has one for each image, or none at all.
/// Throws argument_error where sizes differ or images have no pixels.
template <class T>
table per_image_metrics(const array<T>& truth, const array<T>& prediction, std::span<const double> losses = {},
                        const metrics_options& options = {}) {
    const shape s = shape_of(truth);
    require(s == shape_of(prediction) && s.axes() > 0,
            "per_image_metrics: expected truth and prediction of one shape, got ", s, " and ", shape_of(prediction));
    require(losses.empty() || losses.size() == s[0], "per_image_metrics: expected a loss for each of ", s[0],
            " images or none, got ", losses.size());
    const std::size_t pixels = s.drop(1).size();
    require(s[0] == 0 || pixels > 0, "per_image_metrics: expected images of a pixel or more, got ", s);
    table images;
    segmentation_metrics metrics(options);
    for (std::size_t i = 0; i < s[0]; ++i) {
        metrics.reset();
        metrics.update(std::span<const T>(truth.data() + i * pixels, pixels),
                       std::span<const T>(prediction.data() + i * pixels, pixels), 1,
                       losses.empty() ? std::optional<double>() : losses[i]);
        metric_values values = {{"coverage", metrics.counts().coverage()}};
        values.add(metrics.result(), "");
        if (i == 0) images = table(values.names());
        images.add_row(values.numbers());
    }
    return images;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
