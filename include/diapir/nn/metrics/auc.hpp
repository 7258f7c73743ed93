// The area under the ROC and the precision-recall curve: from counts at fixed thresholds as tf.keras.metrics.AUC of
// Keras 2.8 has it, and exactly, from ranks (Mann and Whitney 1947; scikit-learn's roc_auc_score).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/nn/metrics/metrics.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace diapir::nn {

/// Counts predictions in 0 ... 1 between evenly spaced thresholds -e, 1/(n-1), ..., (n-2)/(n-1), 1+e. Predictions
/// outside that range, and NaN, count as the nearest bound, NaN as 0.
class auc {
public:
    /// Throws argument_error for fewer than two thresholds.
    explicit auc(std::size_t thresholds = 200) : counts_(2 * thresholds) {
        require(thresholds >= 2, "auc: expected at least 2 thresholds, got ", thresholds);
    }

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

    /// The area under true against false positive rate, by trapezoids; 0 where there is one class only.
    double roc() const {
        return sum_over_curve([](const confusion& a, const confusion& b) {
            return (false_positive_rate(a) - false_positive_rate(b)) * (a.recall() + b.recall()) / 2;
        });
    }
    /// The area under precision against recall, interpolated as Davis and Goadrich 2006.
    double precision_recall() const {
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

    std::vector<std::uint64_t>
        counts_;  // {thresholds, truth}: how many lie above this threshold and not above the next
};

/// Collects all predictions, for the exact area under the ROC curve.
class auc_exact {
public:
    /// Truth is 0, or anything else for positive. Throws argument_error for different sizes.
    template <class T>
    void update(std::span<const T> truth, std::span<const T> prediction) {
        require(truth.size() == prediction.size(), "auc_exact: expected a truth for each of ", prediction.size(),
                " predictions, got ", truth.size());
        for (std::size_t i = 0; i < truth.size(); ++i)
            (truth[i] != T{0} ? positive_ : negative_).push_back(static_cast<double>(prediction[i]));
    }

    /// The probability that a positive is predicted higher than a negative, ties counting half. NaN where there is one
    /// class only or a prediction is NaN.
    double roc() const {
        std::vector<double> positive = positive_, negative = negative_;
        const auto undefined = [](const std::vector<double>& v) {
            return v.empty() || std::any_of(v.begin(), v.end(), [](double x) { return std::isnan(x); });
        };
        if (undefined(positive) || undefined(negative)) return std::numeric_limits<double>::quiet_NaN();
        std::sort(positive.begin(), positive.end());
        std::sort(negative.begin(), negative.end());
        std::uint64_t halves = 0;
        std::size_t below = 0, not_above = 0;
        for (double p : positive) {
            while (below < negative.size() && negative[below] < p) ++below;
            while (not_above < negative.size() && negative[not_above] <= p) ++not_above;
            halves += below + not_above;
        }
        return static_cast<double>(halves) / 2 / static_cast<double>(positive.size()) /
               static_cast<double>(negative.size());
    }

    void reset() { *this = {}; }

private:
    std::vector<double> positive_, negative_;
};

}  // namespace diapir::nn
