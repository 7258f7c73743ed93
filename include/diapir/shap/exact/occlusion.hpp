// Comparators that take one coalition a player: what the prediction loses without a player, and what a player adds to
// nobody.
#pragma once

#include <diapir/shap/estimator/estimator.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

namespace detail {

/// Values from a coalition for every player: of the player alone, or of all others.
inline void one_player_values(bool alone, evaluator& game, estimation& one) {
    const std::size_t players = game.players(), outputs = one.base.size();
    std::vector<double> values(outputs);
    const std::size_t at_once = game.coalitions_at_once();
    for (std::size_t first = 0; first < players; first += at_once) {
        coalitions rows(players, std::min(at_once, players - first));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            rows.add(row, first + row);
            if (!alone) rows.complement(row);
        }
        game.evaluate(rows, [&](std::size_t row, std::span<const double> value) {
            for (std::size_t o = 0; o < outputs; ++o)
                values[o] = alone ? value[o] - one.base[o] : one.prediction[o] - value[o];
            one.write_player(first + row, values);
            one.report(first + row + 1, players);
        });
    }
}

}  // namespace detail

struct occlusion_estimate {
    static constexpr const char* name = "occlusion";
    static constexpr standard_errors errors = standard_errors::none;

    void operator()(evaluator& game, estimation& one, const options&) const {
        detail::one_player_values(false, game, one);
    }
};

/// Leaves out one player at a time: the value is v(all) - v(all others). Values do not add up where players interact;
/// the residual of the explanation tells by how much. Called as `exact` is.
inline constexpr estimator<occlusion_estimate> occlusion{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
