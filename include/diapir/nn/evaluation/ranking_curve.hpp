// How well predictions rank positives above negatives, at every threshold: the ROC curve and the curve of precision and
// recall. Values are those of scikit-learn 1.2 (roc_curve, precision_recall_curve, average_precision_score).
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What is decided at each threshold: tp positives and fp negatives are predicted at or above it. Thresholds are the
/// different predictions, in descending order; the last decides that all are positive.
struct ranking_curve {
    std::vector<double> thresholds;
    std::vector<std::uint64_t> tp, fp;
    std::uint64_t positives = 0, negatives = 0;

    std::size_t size() const { return thresholds.size(); }
    /// Throws argument_error, as the next two do, where there is no such threshold.
    double precision(std::size_t i) const { return ratio(at(tp, i), at(tp, i) + at(fp, i)); }
    /// The share of positives that are found: the true positive rate. NaN where there are none.
    double recall(std::size_t i) const { return ratio(at(tp, i), positives); }
    /// The share of negatives that are taken for positives: the false positive rate. NaN where there are none.
    double fall_out(std::size_t i) const { return ratio(at(fp, i), negatives); }

    /// The area under recall against fall-out, by trapezoids from (0, 0): exact. NaN for one class.
    double roc_area() const {
        double area = 0, x = 0, y = 0;
        for (std::size_t i = 0; i < size(); ++i) {
            area += (fall_out(i) - x) * (recall(i) + y) / 2;
            x = fall_out(i);
            y = recall(i);
        }
        return positives == 0 || negatives == 0 ? std::numeric_limits<double>::quiet_NaN() : area;
    }
    /// The precision at each threshold, weighted by how much recall grew there. NaN where there are no positives.
    double average_precision() const {
        double mean = 0, before = 0;
        for (std::size_t i = 0; i < size(); ++i) {
            mean += (recall(i) - before) * precision(i);
            before = recall(i);
        }
        return positives == 0 ? std::numeric_limits<double>::quiet_NaN() : mean;
    }

    /// About so many of the thresholds, at even steps along the drawn curves; the first and the last are always there.
    ranking_curve thinned(std::size_t points) const {
        require(points >= 2, "ranking_curve: thinned: expected 2 points or more, got ", points);
        if (size() <= points) return *this;
        const auto step = [&](std::size_t i) {
            const auto change = [&](double now, double before) { return std::isnan(now) ? 0 : std::abs(now - before); };
            return change(recall(i), recall(i - 1)) + change(fall_out(i), fall_out(i - 1)) +
                   change(precision(i), precision(i - 1));
        };
        double length = 0, gone = 0;
        for (std::size_t i = 1; i < size(); ++i) length += step(i);
        ranking_curve few{{}, {}, {}, positives, negatives};
        for (std::size_t i = 0; i < size(); ++i) {
            gone += i == 0 ? 0 : step(i);
            const double due = length * static_cast<double>(few.size()) / static_cast<double>(points - 1);
            if (gone < due && i + 1 < size()) continue;
            few.thresholds.push_back(thresholds[i]);
            few.tp.push_back(tp[i]);
            few.fp.push_back(fp[i]);
        }
        return few;
    }

private:
    std::uint64_t at(const std::vector<std::uint64_t>& counts, std::size_t i) const {
        require(i < size() && i < counts.size(), "ranking_curve: there is no threshold ", i, " of ",
                std::min(size(), counts.size()));
        return counts[i];
    }
    static double ratio(std::uint64_t a, std::uint64_t b) {
        return b == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(a) / static_cast<double>(b);
    }
};

/// The curve of truth (0, or anything else for positive) and predictions. Throws argument_error where sizes differ or a
/// prediction is NaN.
template <class T>
ranking_curve ranking_curve_of(std::span<const T> truth, std::span<const T> prediction) {
    require(truth.size() == prediction.size(), "ranking_curve: expected a truth for each of ", prediction.size(),
            " predictions, got ", truth.size());
    std::vector<T> positive, negative;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        require(!std::isnan(prediction[i]), "ranking_curve: expected numbers, got NaN as prediction ", i);
        (truth[i] != T{0} ? positive : negative).push_back(prediction[i]);
    }
    std::sort(positive.begin(), positive.end());
    std::sort(negative.begin(), negative.end());
    ranking_curve curve{{}, {}, {}, positive.size(), negative.size()};
    std::size_t p = positive.size(), n = negative.size();  // so many are still below the threshold
    while (p > 0 || n > 0) {
        const T highest = p == 0                              ? negative[n - 1]
                          : n == 0                            ? positive[p - 1]
                          : positive[p - 1] < negative[n - 1] ? negative[n - 1]
                                                              : positive[p - 1];
        while (p > 0 && positive[p - 1] == highest) --p;
        while (n > 0 && negative[n - 1] == highest) --n;
        curve.thresholds.push_back(static_cast<double>(highest));
        curve.tp.push_back(positive.size() - p);
        curve.fp.push_back(negative.size() - n);
    }
    return curve;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
