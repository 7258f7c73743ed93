// The area under the ROC and the precision-recall curve from counts at fixed thresholds, as tf.keras.metrics.AUC of
// Keras 2.8 has it.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/nn/metrics/confusion.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Counts predictions in 0 ... 1 between evenly spaced thresholds -e, 1/(n-1), ..., (n-2)/(n-1), 1+e. Predictions
/// outside that range, and NaN, count as the nearest bound, NaN as 0.
class auc {
public:
    static constexpr std::size_t most = 1 << 24;  ///< thresholds, which single precision tells apart

    /// Throws argument_error for fewer than two thresholds, and for more than that.
    explicit auc(std::size_t thresholds = 200) : counts_(2 * std::min(thresholds, most)) {
        require(thresholds >= 2 && thresholds <= most, "auc: expected 2 to ", most, " thresholds, got ", thresholds);
    }
    auc(const auc&) = default;  // and no moves, which would leave one behind without counts
    auc& operator=(const auc&) = default;
    ~auc() = default;

    /// Truth is 0, or anything else for positive. Throws argument_error for different sizes.
    template <class T>
    void update(std::span<const T> truth, std::span<const T> prediction) {
        require(truth.size() == prediction.size(), "auc: expected a truth for each of ", prediction.size(),
                " predictions, got ", truth.size());
        const float steps = static_cast<float>(thresholds() - 1);
        for (std::size_t i = 0; i < truth.size(); ++i) {
            // ceil(steps * p) - 1, at least 0, in single precision as Keras
            const float p = std::min(std::max(0.0f, static_cast<float>(prediction[i])), 1.0f) * steps;
            const int below = static_cast<int>(p), bucket = std::max(0, below - (static_cast<float>(below) == p));
            ++counts_[2 * static_cast<std::size_t>(bucket) + (truth[i] != T{0})];
        }
    }

    std::size_t thresholds() const { return counts_.size() / 2; }
    /// The counts at every threshold, in ascending order.
    std::vector<confusion> at_thresholds() const {
        std::vector<confusion> curve(thresholds());
        confusion counts;
        for (std::size_t i = 0; i < thresholds(); ++i) {
            counts.tn += counts_[2 * i];
            counts.fn += counts_[2 * i + 1];
        }
        for (std::size_t i = thresholds(); i-- > 0;) {
            const std::uint64_t negative = counts_[2 * i], positive = counts_[2 * i + 1];
            counts += {positive, negative, 0, 0};
            counts.tn -= negative;
            counts.fn -= positive;
            curve[i] = counts;
        }
        return curve;
    }

    /// The area under true against false positive rate, by trapezoids. NaN where the truth has one class only (Keras
    /// has 0 there, which looks like the worst of all results).
    double roc() const {
        if (one_class()) return std::numeric_limits<double>::quiet_NaN();
        return sum_over_curve([](const confusion& a, const confusion& b) {
            return (false_positive_rate(a) - false_positive_rate(b)) * (a.recall() + b.recall()) / 2;
        });
    }
    /// The area under precision against recall, interpolated as Davis and Goadrich 2006. NaN where no truth is
    /// positive.
    double precision_recall() const {
        if (positives() == 0) return std::numeric_limits<double>::quiet_NaN();
        return sum_over_curve([](const confusion& a, const confusion& b) {
            const double lost = static_cast<double>(a.tp - b.tp);
            const double positive = static_cast<double>(b.tp + b.fn);
            const double decided_a = static_cast<double>(a.tp + a.fp), decided_b = static_cast<double>(b.tp + b.fp);
            if (decided_a == decided_b || positive == 0) return 0.0;
            const double slope = lost / (decided_a - decided_b);
            const double intercept = static_cast<double>(b.tp) - slope * decided_b;
            const double log_ratio = decided_b > 0 ? std::log(decided_a / decided_b) : 0.0;
            return slope * (lost + intercept * log_ratio) / positive;
        });
    }

    void reset() { std::fill(counts_.begin(), counts_.end(), 0); }

private:
    /// How many of the truths are positive.
    std::uint64_t positives() const {
        std::uint64_t count = 0;
        for (std::size_t i = 1; i < counts_.size(); i += 2) count += counts_[i];
        return count;
    }
    bool one_class() const {
        const std::uint64_t all = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}), some = positives();
        return some == 0 || some == all;
    }
    static double false_positive_rate(const confusion& c) {
        return c.fp == 0 ? 0 : static_cast<double>(c.fp) / static_cast<double>(c.fp + c.tn);
    }
    template <class Area>
    double sum_over_curve(const Area& area) const {
        const std::vector<confusion> curve = at_thresholds();
        double sum = 0;
        for (std::size_t i = 0; i + 1 < curve.size(); ++i) sum += area(curve[i], curve[i + 1]);
        return sum;
    }

    /// {thresholds, truth}: how many lie above this threshold and not above the next.
    std::vector<std::uint64_t> counts_;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
