// Counts of right and wrong binary decisions, and what is computed from them.
// Semantics of Keras 2.8; the score of the TGS salt identification challenge.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::nn {

/// How often truth and decision were both positive (tp), only the decision (fp), neither (tn), only the truth (fn).
/// Where a ratio has no denominator it is 0, as in Keras; only agreement about nothing, iou and dice of an empty truth
/// and an empty decision, is 1.
struct confusion {
    std::uint64_t tp = 0, fp = 0, tn = 0, fn = 0;

    std::uint64_t total() const { return tp + fp + tn + fn; }
    double accuracy() const { return ratio(tp + tn, total()); }
    double precision() const { return ratio(tp, tp + fp); }
    double recall() const { return ratio(tp, tp + fn); }
    /// The share of positive truth.
    double coverage() const { return ratio(tp + fn, total()); }
    /// Intersection over union of the positives (Jaccard).
    double iou() const { return tp + fp + fn == 0 ? 1 : ratio(tp, tp + fp + fn); }
    /// 2 |A and B| / (|A| + |B|) of the positives (Dice, F1).
    double dice() const { return tp + fp + fn == 0 ? 1 : ratio(2 * tp, 2 * tp + fp + fn); }
    /// The mean of the intersections over union of positives and negatives; one whose union is empty is left out.
    double mean_iou() const {
        const std::uint64_t positive = tp + fp + fn, negative = tn + fp + fn;
        return (ratio(tp, positive) + ratio(tn, negative)) / (positive != 0 && negative != 0 ? 2 : 1);
    }
    /// The challenge's score of one image: the share of the thresholds 0.50, 0.55, ..., 0.95 that iou exceeds; 1 where
    /// truth and decision are empty. Compared in integers, so that an iou equal to a threshold never exceeds it.
    double tgs_score() const {
        const std::uint64_t all = tp + fp + fn;
        if (all == 0) return 1;
        int exceeded = 0;
        for (std::uint64_t twentieths = 10; twentieths < 20; ++twentieths) exceeded += 20 * tp > twentieths * all;
        return exceeded / 10.0;
    }

    confusion& operator+=(const confusion& other) {
        tp += other.tp;
        fp += other.fp;
        tn += other.tn;
        fn += other.fn;
        return *this;
    }
    friend bool operator==(const confusion&, const confusion&) = default;

private:
    static double ratio(std::uint64_t a, std::uint64_t b) {
        return b == 0 ? 0 : static_cast<double>(a) / static_cast<double>(b);
    }
};

namespace detail {

template <class T, class Decision>
confusion count_confusion(std::span<const T> truth, std::span<const T> prediction, const Decision& positive) {
    require(truth.size() == prediction.size(), "confusion: expected a truth for each of ", prediction.size(),
            " predictions, got ", truth.size());
    // 32-bit counts keep the loop in registers of one width
    constexpr std::size_t chunk = std::size_t{1} << 30;
    confusion counts;
    for (std::size_t first = 0; first < truth.size(); first += chunk) {
        const std::size_t last = first + std::min(chunk, truth.size() - first);
        std::uint32_t both = 0, truths = 0, decisions = 0;
        for (std::size_t i = first; i < last; ++i) {
            const std::uint32_t t = truth[i] != T{0}, d = positive(prediction[i]);
            both += t & d;
            truths += t;
            decisions += d;
        }
        counts += {both, decisions - both, last - first - truths - decisions + both, truths - both};
    }
    return counts;
}

/// Whether a number of type T is above a threshold, which integers are compared with as it is.
template <class T>
auto above(double threshold) {
    if constexpr (std::is_integral_v<T>) {
        return [threshold](T v) { return static_cast<double>(v) > threshold; };
    } else {
        return [limit = static_cast<T>(threshold)](T v) { return v > limit; };
    }
}

}  // namespace detail

/// Truth (0, or anything else for positive) against the decision prediction > threshold, strictly; NaN is negative.
/// Throws argument_error for different sizes and a threshold that is NaN.
template <class T>
confusion confusion_of(std::span<const T> truth, std::span<const T> prediction, double threshold = 0.5) {
    require(!std::isnan(threshold), "confusion: expected a threshold that is a number, got NaN");
    return detail::count_confusion(truth, prediction, detail::above<T>(threshold));
}

/// What MeanIoU(2) of Keras 2.8 counts when it is given probabilities: it casts them to integers, so that only a
/// probability of 1 is a positive decision. Kept for comparison; mean_iou() of confusion_of is what is usually meant.
template <class T>
confusion confusion_keras(std::span<const T> truth, std::span<const T> prediction) {
    return detail::count_confusion(truth, prediction, [](T p) { return p >= T{1}; });
}

/// MeanIoU(2) of Keras 2.8 given probabilities; see confusion_keras.
template <class T>
double mean_iou_keras(std::span<const T> truth, std::span<const T> prediction) {
    return confusion_keras(truth, prediction).mean_iou();
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
