// Right and wrong decisions by a quantity of each pixel, such as its distance to a boundary or its amplitude.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/nn/metrics/confusion.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The decisions where the quantity is above `low` and at most `high`.
struct confusion_bin {
    double low = 0, high = 0;
    confusion counts;
};

/// The counts of every bin, for truth (0, or anything else for positive) against the decision prediction > threshold.
/// `edges` go up, a bin lies between each two; the first holds its lower edge too. What lies outside all bins or is NaN
/// is left out. Throws argument_error where sizes differ and for edges that do not go up.
template <class T, class Q>
std::vector<confusion_bin> binned_confusion(std::span<const T> truth, std::span<const T> prediction,
                                            std::span<const Q> quantity, std::span<const double> edges,
                                            double threshold = 0.5) {
    require(truth.size() == prediction.size() && truth.size() == quantity.size(),
            "binned_confusion: expected truth, prediction and quantity of one size, got ", truth.size(), ", ",
            prediction.size(), " and ", quantity.size());
    require(edges.size() >= 2, "binned_confusion: expected two edges or more that go up, got ", edges.size());
    for (std::size_t k = 1; k < edges.size(); ++k)
        require(edges[k - 1] < edges[k], "binned_confusion: expected two edges or more that go up, got ", edges[k],
                " after ", edges[k - 1]);
    require(!std::isnan(threshold), "binned_confusion: expected a threshold that is a number, got NaN");
    std::vector<confusion_bin> bins(edges.size() - 1);
    for (std::size_t k = 0; k < bins.size(); ++k) bins[k] = {edges[k], edges[k + 1], {}};
    const auto decide = detail::above<T>(threshold);
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto q = static_cast<double>(quantity[i]);
        if (!(q >= edges.front() && q <= edges.back())) continue;
        const auto above = std::lower_bound(edges.begin() + 1, edges.end(), q);
        confusion& counts = bins[static_cast<std::size_t>(above - edges.begin()) - 1].counts;
        const bool t = truth[i] != T{0}, d = decide(prediction[i]);
        ++(t ? d ? counts.tp : counts.fn : d ? counts.fp : counts.tn);
    }
    return bins;
}

/// Edges between which lie about as many of the values each: their quantiles, without repetitions. NaN and infinite
/// values are left out. Throws argument_error where fewer than two different values are left.
template <class T>
std::vector<double> quantile_edges(std::span<const T> values, std::size_t bins) {
    require(bins > 0 && bins <= 1 << 20, "quantile_edges: expected 1 to 1048576 bins, got ", bins);
    std::vector<double> sorted;
    for (const T v : values)
        if (std::isfinite(v)) sorted.push_back(static_cast<double>(v));
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> edges;
    for (std::size_t k = 0; k <= bins && !sorted.empty(); ++k) {
        const double edge = sorted[k * (sorted.size() - 1) / bins];
        if (edges.empty() || edge > edges.back()) edges.push_back(edge);
    }
    require(edges.size() >= 2, "quantile_edges: expected two different values or more, got ", edges.size());
    return edges;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
