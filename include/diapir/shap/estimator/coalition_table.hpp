// Every coalition of a game, and the Shapley values (Shapley 1953) that follow from their values.
#pragma once

#include <diapir/core/function_ref.hpp>
#include <diapir/shap/estimator/estimation.hpp>
#include <diapir/shap/game/coalitions.hpp>
#include <diapir/shap/game/evaluator.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap::detail {

/// Calls sink(mask, value) for all 2^players coalitions, bit p of a mask being player p. `spent` coalitions were
/// evaluated before, which are reported as done. Throws argument_error for more than 62 players.
inline void for_each_coalition(evaluator& game, const estimation& one,
                               function_ref<void(std::uint64_t mask, std::span<const double> value)> sink,
                               std::size_t spent = 2) {
    require(game.players() <= 62, "shap::for_each_coalition: expected at most 62 players, got ", game.players());
    const std::uint64_t masks = std::uint64_t{1} << game.players();
    sink(std::uint64_t{0}, one.base);
    sink(masks - 1, one.prediction);
    one.report(spent, spent - 2 + masks);
    constexpr std::uint64_t masks_at_once = 4096;
    for (std::uint64_t first = 1; first + 1 < masks; first += masks_at_once) {
        const std::uint64_t last = std::min(first + masks_at_once, masks - 1);
        coalitions some(game.players(), static_cast<std::size_t>(last - first));
        for (std::uint64_t mask = first; mask < last; ++mask) some.assign(static_cast<std::size_t>(mask - first), mask);
        game.evaluate(some, [&](std::size_t row, std::span<const double> value) {
            sink(first + row, value);
            one.report(static_cast<std::size_t>(first + row) + spent, spent - 2 + masks);
        });
    }
}

/// weight[s] = s! (players - s - 1)! / players!, the share of a coalition of s others in a player's value.
inline std::vector<double> shapley_weights(std::size_t players) {
    std::vector<double> weights(players);
    double weight = 1 / static_cast<double>(players);
    for (std::size_t s = 0; s < players; ++s) {
        weights[s] = weight;
        weight *= static_cast<double>(s + 1) / static_cast<double>(players - s - 1);
    }
    return weights;
}

/// Writes the exact Shapley values. `spent` coalitions were evaluated before.
inline void exact_values(evaluator& game, estimation& one, std::size_t spent = 2) {
    const std::size_t players = game.players(), outputs = one.base.size();
    const auto weights = shapley_weights(players);
    game.set_aside(players * outputs);
    std::vector<double> sums(players * outputs, 0.0), shares(players);
    // A coalition S counts w(|S| - 1) for its members and -w(|S|) for the others.
    const auto count = [&](std::uint64_t mask, std::span<const double> value) {
        const auto size = static_cast<std::size_t>(std::popcount(mask));
        const double of_member = size > 0 ? weights[size - 1] : 0, of_other = size < players ? -weights[size] : 0;
        for (std::size_t p = 0; p < players; ++p) shares[p] = mask >> p & 1 ? of_member : of_other;
        if (outputs == 1) {  // a register of players
            for (std::size_t p = 0; p < players; ++p) sums[p] += shares[p] * value[0];
            return;
        }
        for (std::size_t p = 0; p < players; ++p)
            for (std::size_t o = 0; o < outputs; ++o) sums[p * outputs + o] += shares[p] * value[o];
    };
    for_each_coalition(game, one, count, spent);
    one.write(sums);
}

}  // namespace diapir::inline DIAPIR_TARGET::shap::detail
