// The memory of a rule that watches a metric: early_stopping, reduce_on_plateau.
#pragma once

#include <diapir/nn/training/direction.hpp>

#include <cmath>
#include <cstddef>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The best value of a metric so far, NaN before there is one, and how many epochs have gone by without a better one.
struct plateau {
    double best = std::numeric_limits<double>::quiet_NaN();
    std::size_t wait = 0;

    /// True where the value is strictly better than the best so far, by more than min_delta. An epoch without a value,
    /// that is NaN, is no better and counts for nothing.
    bool observe(double value, direction d, double min_delta) {
        if (std::isnan(value)) return false;
        const bool better = d == direction::up ? value - min_delta > best : value + min_delta < best;
        const bool improved = std::isnan(best) || better;
        wait = improved ? 0 : wait + 1;
        if (improved) best = value;
        return improved;
    }
    /// Whether `patience` epochs, and at least one, have gone by without a better value.
    bool exhausted(std::size_t patience) const { return wait > 0 && wait >= patience; }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
