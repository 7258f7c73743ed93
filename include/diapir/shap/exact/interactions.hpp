// Interactions between players, for every output: with players::channels() a segmentation gets a map for each pair of
// channels.
#pragma once

#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/exact/interaction_index.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace diapir::shap {

/// What players do alone and in pairs. With k_sii, stii and fsii base + singles + pairs, each pair once, is the
/// prediction.
template <class T>
struct interaction_explanation {
    /// {n, players..., outputs...}: the part of order 1, with its base values, predictions, axes and cost. The residual
    /// is that of singles and pairs together.
    explanation<T> singles;
    array<T> pairs;  ///< {n, players, players, outputs...}: symmetric, zero where both are the same
    interaction_index index = interaction_index::k_sii;
};

/// Explains inputs {n, input...} by all 2^players coalitions; see interactions.
template <class M, class T>
class interaction_explainer : public estimator<M, T> {
public:
    using R = typename estimator<M, T>::value_type;
    /// More players than this are refused.
    static constexpr std::size_t most_players = 20;

    interaction_explainer(kept_model<M> m, background<T> b, const player_rule& p, interaction_index index, options o)
        : estimator<M, T>("interactions", std::forward<kept_model<M>>(m), std::move(b), p, std::move(o)),
          index_(index) {
        const std::size_t players = this->players().count();
        require(players >= 2 && players <= most_players, "shap::interactions: expected 2 to ", most_players,
                " players, whose 2^players coalitions are evaluated, got ", players);
    }

    /// Throws argument_error where inputs do not have the background's shape; model_error and cancelled, which carry
    /// the singles of the inputs that were finished. All coalitions of one input are kept in memory, in double.
    template <array_expression E>
    interaction_explanation<R> operator()(const E& inputs) const {
        const std::size_t players = this->players().count();
        interaction_explanation<R> found;
        std::vector<R> pairs;
        std::vector<double> table;
        found.index = index_;
        found.singles = this->explain(inputs, [&](auto& game, auto& work) {
            const std::size_t outputs = work.base.size();
            game.set_aside((outputs << players) + outputs * players * players);
            table.resize(outputs << players);
            detail::for_each_coalition(game, work, [&](std::uint64_t mask, std::span<const double> value) {
                std::copy(value.begin(), value.end(), table.begin() + static_cast<std::ptrdiff_t>(mask * outputs));
            });
            moebius_transform(table, players);
            const auto values = interactions_from_moebius(table, players, index_, 2);
            const auto masks = coalitions_up_to(players, 2);
            pairs.resize((work.index + 1) * players * players * outputs, R{0});
            R* to = pairs.data() + work.index * players * players * outputs;
            for (std::size_t k = 1; k < masks.size(); ++k) {
                const auto a = static_cast<std::size_t>(std::countr_zero(masks[k]));
                const auto b = static_cast<std::size_t>(std::bit_width(masks[k])) - 1;
                const double* from = values.data() + k * outputs;
                if (a == b) {
                    std::copy(from, from + outputs, work.values.begin() + static_cast<std::ptrdiff_t>(a * outputs));
                } else {
                    std::copy(from, from + outputs, to + (a * players + b) * outputs);
                    std::copy(from, from + outputs, to + (b * players + a) * outputs);
                }
            }
        });
        const explanation<R>& e = found.singles;
        found.pairs = make_array<R>(shape{e.size(), players, players}.then(e.outputs));
        std::copy(pairs.begin(), pairs.end(), found.pairs.data());
        found.singles.residual = residual(found, players);
        return found;
    }

private:
    static double residual(const interaction_explanation<R>& found, std::size_t players) {
        const explanation<R>& e = found.singles;
        const std::size_t outputs = e.outputs.size();
        double largest = 0;
        for (std::size_t i = 0; i < e.size(); ++i)
            for (std::size_t o = 0; o < outputs; ++o) {
                double sum =
                    static_cast<double>(e.base(i)[o]) - static_cast<double>(e.predictions.data()[i * outputs + o]);
                for (std::size_t a = 0; a < players; ++a) {
                    sum += static_cast<double>(e.values.data()[(i * players + a) * outputs + o]);
                    for (std::size_t b = a + 1; b < players; ++b)
                        sum += static_cast<double>(found.pairs.data()[((i * players + a) * players + b) * outputs + o]);
                }
                largest = std::max(largest, std::abs(sum));
            }
        return largest;
    }

    interaction_index index_;
};

/// An explainer of what players do together, from all 2^players coalitions. `interactions_from_moebius` gives higher
/// orders of one game.
template <class M, background_source B>
auto interactions(M&& m, const B& b, const player_rule& p = players::elements(),
                  interaction_index index = interaction_index::k_sii, options o = {}) {
    using T = detail::scalar_t<M, B>;
    return interaction_explainer<M, T>(std::forward<M>(m), as_background<T>(b), p, index, std::move(o));
}

}  // namespace diapir::shap
