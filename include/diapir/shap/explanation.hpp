// What explainers return: contributions of players to outputs, and how far they can be trusted.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/progress.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::shap {

/// How an explainer may work.
struct options {
    std::size_t memory = std::size_t{256} << 20;  ///< bytes for batches of inputs and outputs; results come on top
    progress_callback progress = {};              ///< called now and then; returning false ends with a cancelled error
};

/// Thrown when a progress callback asks to stop.
class cancelled : public error {
public:
    using error::error;
};

/// base_values + the sum of values over the players = predictions, up to the residual.
template <class T>
struct explanation {
    std::string estimator;
    array<T> values;              ///< {n, players..., outputs...}
    array<T> base_values;         ///< {outputs...}: the mean output over the background
    array<T> predictions;         ///< {n, outputs...}
    shape players, outputs;       ///< the extents of both
    double residual = 0;          ///< the largest |base value + sum of values - prediction|
    std::size_t evaluations = 0;  ///< inputs that the model was evaluated, pushed or pulled for
    double seconds = 0;

    std::size_t size() const { return predictions.shape()[0]; }
};

namespace detail {

/// Sums over the players, for arrays laid out {n, players, outputs}: the largest |base + sum - prediction|.
template <class T>
double additivity_residual(const explanation<T>& e) {
    const std::size_t players = e.players.size(), outputs = e.outputs.size();
    double largest = 0;
    for (std::size_t i = 0; i < e.size(); ++i)
        for (std::size_t o = 0; o < outputs; ++o) {
            double sum = static_cast<double>(e.base_values.data()[o]);
            for (std::size_t p = 0; p < players; ++p)
                sum += static_cast<double>(e.values.data()[(i * players + p) * outputs + o]);
            const double gap = std::abs(sum - static_cast<double>(e.predictions.data()[i * outputs + o]));
            largest = std::isnan(gap) ? gap : std::max(largest, gap);
        }
    return largest;
}

}  // namespace detail

}  // namespace diapir::shap
