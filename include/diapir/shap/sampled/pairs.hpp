// A coalition together with its complement: y(S) = (v(S) - v(complement of S)) / 2 is all that Shapley values depend
// on, since what a player adds to a coalition and what it adds to the complement of the result count the same.
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/shap/estimator/estimation.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/evaluator.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// Makes rows 2 * pair and 2 * pair + 1, empty so far, the coalition of `members` and its complement.
inline void set_pair(coalitions& rows, std::size_t pair, std::span<const std::size_t> members) {
    for (std::size_t p : members) rows.add(2 * pair, p);
    rows.assign(2 * pair + 1, rows, 2 * pair);
    rows.complement(2 * pair + 1);
}

/// Calls sink(pair, y {outputs}) for the pairs of rows in order.
inline void evaluate_pairs(evaluator& game, const coalitions& rows, std::size_t outputs, value_sink sink) {
    std::vector<double> y(outputs);
    game.evaluate(rows, [&](std::size_t row, std::span<const double> value) {
        for (std::size_t o = 0; o < outputs; ++o) y[o] = row % 2 ? (y[o] - value[o]) / 2 : value[o];
        if (row % 2) sink(row / 2, std::span<const double>(y));
    });
}

/// The same for pairs that are listed a few at a time: list(rows, at, pair) makes rows 2 * at and 2 * at + 1 one of
/// them. It is called for pairs 0, 1, ... in order.
inline void evaluate_pairs(evaluator& game, std::size_t pairs, std::size_t outputs,
                           function_ref<void(coalitions& rows, std::size_t at, std::size_t pair)> list,
                           value_sink sink) {
    const std::size_t at_once = game.coalitions_at_once() / 2;
    for (std::size_t first = 0; first < pairs; first += at_once) {
        const std::size_t count = std::min(at_once, pairs - first);
        coalitions rows(game.players(), 2 * count);
        for (std::size_t at = 0; at < count; ++at) list(rows, at, first + at);
        evaluate_pairs(game, rows, outputs, [&](std::size_t at, std::span<const double> y) { sink(first + at, y); });
    }
}

/// What players add to nobody and to all others, which estimates need not sample.
class paired_ends {
public:
    paired_ends(std::size_t players, std::span<const double> base, std::span<const double> prediction)
        : players_(players), gain_(base.size()), alone_(players * base.size()) {
        for (std::size_t o = 0; o < base.size(); ++o) gain_[o] = prediction[o] - base[o];
    }
    void evaluate(evaluator& game) {
        evaluate_pairs(
            game, players_, gain_.size(),
            [](coalitions& rows, std::size_t at, std::size_t p) {
                set_pair(rows, at, {&p, 1});
            },
            [&](std::size_t p, std::span<const double> y) {
                std::copy(y.begin(), y.end(), alone_.data() + p * gain_.size());
            });
    }

    /// What all players add together {outputs}.
    std::span<const double> gain() const { return gain_; }
    /// y of a player alone {outputs}.
    const double* alone(std::size_t player) const { return alone_.data() + player * gain_.size(); }
    /// The mean of what a player adds to nobody and to all others.
    double contribution(std::size_t player, std::size_t output) const {
        return alone(player)[output] + gain_[output] / 2;
    }

private:
    std::size_t players_;
    std::vector<double> gain_, alone_;
};

/// Moves values {players, outputs} so that they sum to `total` {outputs}, each by its share of what is `spread`, the
/// variances as they were drawn. Values that do not vary, such as those of players that do nothing, stay.
///
/// Where none varies and yet they do not add up, everything that was drawn missed a part of the game, such as a rule
/// that asks for many players at once: each value is moved by its share of their magnitude, or all alike where all are
/// zero, and the square of the move is added to its variance, so that nobody takes it for certain.
inline void share_gap(std::span<const double> total, std::span<const double> spread, std::span<double> values,
                      std::span<double> variances) {
    constexpr double rounding = 1e-12;
    const std::size_t outputs = total.size(), players = values.size() / outputs;
    for (std::size_t o = 0; o < outputs; ++o) {
        double gap = total[o], variance = 0, magnitude = 0;
        for (std::size_t p = 0; p < players; ++p) {
            gap -= values[p * outputs + o];
            variance += spread[p * outputs + o];
            magnitude += std::abs(values[p * outputs + o]);
        }
        const bool missed = !(variance > 0) && std::abs(gap) > rounding * (magnitude + std::abs(total[o]));
        for (std::size_t i = o; i < values.size(); i += outputs) {
            if (variance > 0) {
                values[i] += gap * (spread[i] / variance);
            } else if (missed) {
                const double move =
                    gap * (magnitude > 0 ? std::abs(values[i]) / magnitude : 1 / static_cast<double>(players));
                values[i] += move;
                variances[i] += move * move;
            }
        }
    }
}

/// Writes values with the roots of their variances; further ones may follow.
inline void write_with_variances(estimation& one, std::span<const double> values, std::span<const double> variances) {
    std::vector<double> errors(variances.size());
    std::transform(variances.begin(), variances.end(), errors.begin(), [](double v) { return std::sqrt(v); });
    one.write_preliminary(values, errors);
}

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
