// Whether probabilities mean what they say: of the pixels that are called salt with 70 %, 70 % should be. Bins are
// those of calibration_curve of scikit-learn 1.2; the errors are those of Guo et al., On calibration of modern neural
// networks, 2017; the score is that of Brier 1950.
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

/// Predictions above `low` and up to `high`; 0 is in the first bin.
struct reliability_bin {
    double low = 0, high = 0;
    std::uint64_t count = 0;
    double mean_prediction = 0, positive_share = 0;  ///< NaN where the bin is empty
};

struct calibration {
    std::vector<reliability_bin> bins;  ///< equally wide
    /// The means over all predictions, and the largest over the bins, of |mean_prediction - positive_share|.
    double expected_error = 0, largest_error = 0;
    /// Positive where predictions are higher than the truth: mean prediction - share of positives.
    double bias = 0;
    double brier = 0;  ///< the mean of (prediction - truth)^2
};

namespace detail {

/// As numpy.linspace(0, 1, bins + 1) has it.
inline double bin_edge(std::size_t k, std::size_t bins) {
    return k == bins ? 1.0 : static_cast<double>(k) * (1.0 / static_cast<double>(bins));
}
/// The bin above whose lower edge, and up to whose upper one, a probability lies, whatever products are rounded to.
inline std::size_t bin_of(double p, std::size_t bins) {
    auto k = std::min(static_cast<std::size_t>(p * static_cast<double>(bins)), bins - 1);
    if (k > 0 && p <= bin_edge(k, bins)) return k - 1;
    return p > bin_edge(k + 1, bins) ? k + 1 : k;
}

}  // namespace detail

/// The calibration of truth (0, or anything else for positive) and probabilities. Throws argument_error where sizes
/// differ, where there are none, and where a prediction is no probability.
template <class T>
calibration calibration_of(std::span<const T> truth, std::span<const T> prediction, std::size_t bins = 10) {
    require(truth.size() == prediction.size() && !truth.empty(), "calibration: expected a truth for each of ",
            prediction.size(), " predictions, at least one, got ", truth.size());
    require(bins > 0 && bins <= 1 << 20, "calibration: expected 1 to 1048576 bins, got ", bins);
    calibration c{std::vector<reliability_bin>(bins)};
    std::vector<std::uint64_t> positives(bins);
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto p = static_cast<double>(prediction[i]);
        require(p >= 0 && p <= 1, "calibration: expected probabilities, got ", p, " as prediction ", i);
        const std::size_t k = detail::bin_of(p, bins);
        const bool positive = truth[i] != T{0};
        ++c.bins[k].count;
        c.bins[k].mean_prediction += p;
        positives[k] += positive;
        c.brier += (p - (positive ? 1 : 0)) * (p - (positive ? 1 : 0));
        c.bias += p - (positive ? 1 : 0);
    }
    const auto total = static_cast<double>(truth.size());
    c.brier /= total;
    c.bias /= total;
    for (std::size_t k = 0; k < bins; ++k) {
        reliability_bin& b = c.bins[k];
        const auto count = static_cast<double>(b.count);
        b.low = detail::bin_edge(k, bins);
        b.high = detail::bin_edge(k + 1, bins);
        b.mean_prediction = b.count == 0 ? std::numeric_limits<double>::quiet_NaN() : b.mean_prediction / count;
        b.positive_share =
            b.count == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(positives[k]) / count;
        if (b.count == 0) continue;
        const double error = std::abs(b.mean_prediction - b.positive_share);
        c.expected_error += error * count / total;
        c.largest_error = std::max(c.largest_error, error);
    }
    return c;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
