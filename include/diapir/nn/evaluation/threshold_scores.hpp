// What becomes of the scores of a segmentation when the threshold of its probabilities moves.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/table.hpp>
#include <diapir/nn/metrics/confusion.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A row for each threshold, for truth and probabilities {n, ...} of n images: threshold; accuracy, precision, recall,
/// iou and dice of all pixels together; image_iou, image_dice and tgs_score, the means over the images. A pixel is
/// positive above the threshold. Throws argument_error where shapes differ or there is no image or no pixel.
template <class T>
table threshold_scores(const array<T>& truth, const array<T>& prediction, std::span<const double> thresholds) {
    const shape s = shape_of(truth);
    require(s == shape_of(prediction) && s.axes() > 0 && s.size() > 0,
            "threshold_scores: expected truth and prediction of one shape, with an image or more of a pixel or more, "
            "got ",
            s, " and ", shape_of(prediction));
    for (const double threshold : thresholds)
        require(!std::isnan(threshold), "threshold_scores: expected numbers as thresholds, got NaN");
    const std::size_t images = s[0], pixels = s.drop(1).size(), count = thresholds.size();
    std::vector<confusion> found(shape{images, count}.checked_size());
    parallel_for(
        images,
        [&](std::size_t i) {
            const std::span<const T> t(truth.data() + i * pixels, pixels), p(prediction.data() + i * pixels, pixels);
            for (std::size_t k = 0; k < count; ++k) found[i * count + k] = confusion_of(t, p, thresholds[k]);
        },
        pixels * count);
    table scores(
        {"threshold", "accuracy", "precision", "recall", "iou", "dice", "image_iou", "image_dice", "tgs_score"});
    for (std::size_t k = 0; k < count; ++k) {
        confusion all;
        double iou = 0, dice = 0, score = 0;
        for (std::size_t i = 0; i < images; ++i) {
            const confusion& one = found[i * count + k];
            all += one;
            iou += one.iou();
            dice += one.dice();
            score += one.tgs_score();
        }
        const auto n = static_cast<double>(images);
        scores.add_row({thresholds[k], all.accuracy(), all.precision(), all.recall(), all.iou(), all.dice(), iou / n,
                        dice / n, score / n});
    }
    return scores;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
