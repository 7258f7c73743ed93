// The exact area under the ROC curve, from ranks (Mann and Whitney 1947; scikit-learn's roc_auc_score).
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

}  // namespace diapir::inline DIAPIR_TARGET::nn
