// Whether, and how, a network ends with an average of its weights.
#pragma once

#include <diapir/nn/training/weight_average.hpp>

#include <cstddef>
#include <functional>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Keeps an average of the weights, which is what is validated and what the network ends with. See weight_average.
struct averaging {
    /// exponential_average, equal_average, or a function of one's own.
    std::function<double(std::size_t)> kept = exponential_average{};
    bool every_step = true;  ///< else after every epoch
    double from = 0;         ///< share of the training after which it begins
    /// Computes the running means of normalizations anew for the averaged weights, before every validation, which takes
    /// as long as an epoch without steps. An average of every step need not: it averages the running means as well.
    bool recompute_statistics = false;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
