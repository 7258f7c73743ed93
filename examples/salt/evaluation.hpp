// The evaluation of a test set in depth.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/table.hpp>
#include <diapir/io/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace salt {

/// A test set and what the model says of it, as the network sees it.
struct evaluated_set {
    const diapir::array<float>&x, &y, &p;  ///< channels {n, rows, cols, channels}; truth and probabilities {n, ..., 1}
    const std::vector<std::string>& channels;
    double threshold;    ///< of salt
    std::uint64_t seed;  ///< of the resamples of images
};

/// Adds to the metrics of the images: uncertainty, the mean binary entropy of the probabilities in bits; amplitude, the
/// root of the mean square of the first channel; errors, the share of pixels that are decided wrongly.
void add_image_columns(diapir::table& images, const evaluated_set& set);

/// Members beside the metrics of metrics.json:
/// intervals {metric: {estimate, low, high}}, 95 % bootstrap intervals over the images;
/// by_distance, by_amplitude: counts, accuracy and errors by the distance of a pixel to the boundary between salt and
/// the rest, and by the magnitude of the first channel;
/// curves {roc, precision_recall, roc_area, average_precision}; calibration; over_thresholds.
diapir::io::json evaluation_in_depth(const evaluated_set& set, const diapir::table& images);

}  // namespace salt
