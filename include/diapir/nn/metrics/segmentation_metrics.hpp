// All metrics of a binary segmentation at once, running over the batches of an epoch.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/batch.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/auc.hpp>
#include <diapir/nn/metrics/auc_exact.hpp>
#include <diapir/nn/metrics/confusion.hpp>
#include <diapir/nn/metrics/metric_values.hpp>
#include <diapir/nn/metrics/running_mean.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

struct metrics_options {
    double threshold = 0.5;            ///< a pixel is predicted positive above it
    std::size_t auc_thresholds = 200;  ///< for the area under the ROC curve as Keras has it
    bool auc_exact = false;            ///< also compute it exactly, which keeps every prediction in memory
};

/// Metrics of all images seen since the last reset.
class segmentation_metrics {
public:
    /// Throws argument_error for a threshold that is no probability.
    explicit segmentation_metrics(const metrics_options& options = {})
        : options_(options), auc_(options.auc_thresholds) {
        require(options.threshold >= 0 && options.threshold <= 1,
                "segmentation_metrics: expected a threshold in 0 ... 1, got ", options.threshold);
    }
    segmentation_metrics(const segmentation_metrics&) = default;  // and no moves, which would take predictions alone
    segmentation_metrics& operator=(const segmentation_metrics&) = default;
    ~segmentation_metrics() = default;

    /// Adds `images` images of equal size that lie one after the other, truth 0 or 1 and probabilities. `loss` is the
    /// mean loss of these images, given for all images or for none. Throws argument_error where the sizes do not fit.
    template <class T>
    void update(std::span<const T> truth, std::span<const T> prediction, std::size_t images,
                std::optional<double> loss = {}) {
        require(images > 0 && !truth.empty() && truth.size() == prediction.size() && truth.size() % images == 0,
                "segmentation_metrics: expected truth and prediction of ", images, " images, got ", truth.size(),
                " and ", prediction.size(), " pixels");
        const std::size_t pixels = truth.size() / images;
        for (std::size_t i = 0; i < images; ++i)
            add_image(truth.subspan(i * pixels, pixels), prediction.subspan(i * pixels, pixels));
        loss_.add(loss, images);
    }
    /// The same for arrays {n, ...} of equal shape.
    template <class T>
    void update(const array<T>& truth, const array<T>& prediction, std::optional<double> loss = {}) {
        require_equal(shape_of(truth), shape_of(prediction));
        update(std::span<const T>(truth.data(), truth.size()), std::span<const T>(prediction.data(), prediction.size()),
               truth.shape()[0], loss);
    }
    /// The same for batches of activations.
    template <class T>
    void update(const tensor<T>& truth, const tensor<T>& prediction, std::optional<double> loss = {}) {
        require_equal(truth.shape(), prediction.shape());
        std::vector<T> t(truth.channels() * truth.rows() * truth.cols()), p(t.size());
        for (std::size_t i = 0; i < truth.samples(); ++i) {
            unpack_sample(truth, i, t.data());
            unpack_sample(prediction, i, p.data());
            add_image(std::span<const T>(t), std::span<const T>(p));
        }
        loss_.add(loss, truth.samples());
    }

    /// The number of images seen.
    std::size_t images() const { return images_; }
    /// Their pixels taken together.
    const confusion& counts() const { return counts_; }
    /// The means over the images, each image with the same weight; 0 of no images.
    double mean_image_iou() const { return image_mean(iou_); }
    double mean_image_dice() const { return image_mean(dice_); }
    double tgs_score() const { return image_mean(score_); }

    /// loss, tp, fp, tn, fn, accuracy, precision, recall, auc, auc_exact, iou, mean_iou, dice, tgs_score, in this
    /// order. All but loss and tgs_score, which are means over images, are those of all pixels taken together. loss is
    /// left out where none was given, auc_exact where it was not asked for. A metric without a value, such as the auc
    /// of a truth of one class, or a loss that is not a number, is NaN in its place.
    metric_values result() const {
        metric_values values;
        if (const auto loss = loss_.value()) values.add("loss", *loss);
        values.add("tp", static_cast<double>(counts_.tp));
        values.add("fp", static_cast<double>(counts_.fp));
        values.add("tn", static_cast<double>(counts_.tn));
        values.add("fn", static_cast<double>(counts_.fn));
        values.add("accuracy", counts_.accuracy());
        values.add("precision", counts_.precision());
        values.add("recall", counts_.recall());
        values.add("auc", auc_.roc());
        if (options_.auc_exact) values.add("auc_exact", auc_exact_.roc());
        values.add("iou", counts_.iou());
        values.add("mean_iou", counts_.mean_iou());
        values.add("dice", counts_.dice());
        values.add("tgs_score", tgs_score());
        return values;
    }

    void reset() { *this = segmentation_metrics(options_); }

private:
    static void require_equal(const shape& truth, const shape& prediction) {
        require(truth == prediction && truth.axes() > 0,
                "segmentation_metrics: expected truth and prediction of one shape, got ", truth, " and ", prediction);
    }
    template <class T>
    void add_image(std::span<const T> truth, std::span<const T> prediction) {
        const confusion image = confusion_of(truth, prediction, options_.threshold);
        counts_ += image;
        iou_ += image.iou();
        dice_ += image.dice();
        score_ += image.tgs_score();
        ++images_;
        auc_.update(truth, prediction);
        if (options_.auc_exact) auc_exact_.update(truth, prediction);
    }
    double image_mean(double sum) const { return images_ == 0 ? 0 : sum / static_cast<double>(images_); }

    metrics_options options_;
    confusion counts_;
    auc auc_;
    nn::auc_exact auc_exact_;
    running_mean loss_;
    double iou_ = 0, dice_ = 0, score_ = 0;
    std::size_t images_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
