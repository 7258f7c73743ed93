// Interactions between players, for every output: with players::channels() a segmentation gets a map for each pair of
// channels.
#pragma once

#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/exact/interaction_index.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

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

/// Writes the singles of every input, and keeps the pairs.
struct interaction_estimate {
    static constexpr const char* name = "interactions";
    static constexpr standard_errors errors = standard_errors::none;
    /// More players than this are refused.
    static constexpr std::size_t most_players = 20;

    interaction_index index = interaction_index::k_sii;
    std::vector<double> pairs = {};  ///< {n, players, players, outputs}

    template <class Players>
    void check(const Players& p) const {
        require(p.count() >= 2 && p.count() <= most_players, "shap::interactions: expected 2 to ", most_players,
                " players, whose 2^players coalitions are evaluated, got ", p.count());
    }
    std::string settings() const { return std::string("index ") + name_of(index); }
    void operator()(evaluator& game, estimation& one, const options&) {
        const std::size_t players = game.players(), outputs = one.base.size();
        game.set_aside((outputs << players) + outputs * players * players);
        std::vector<double> table(outputs << players), singles(players * outputs);
        detail::for_each_coalition(game, one, [&](std::uint64_t mask, std::span<const double> value) {
            std::copy(value.begin(), value.end(), table.begin() + static_cast<std::ptrdiff_t>(mask * outputs));
        });
        moebius_transform(table, players);
        const auto values = interactions_from_moebius(table, players, index, 2);
        const auto masks = coalitions_up_to(players, 2);
        pairs.resize((one.index + 1) * players * players * outputs, 0.0);
        double* to = pairs.data() + one.index * players * players * outputs;
        for (std::size_t k = 1; k < masks.size(); ++k) {
            const auto a = static_cast<std::size_t>(std::countr_zero(masks[k]));
            const auto b = static_cast<std::size_t>(std::bit_width(masks[k])) - 1;
            const double* from = values.data() + k * outputs;
            if (a == b) {
                std::copy(from, from + outputs, singles.begin() + static_cast<std::ptrdiff_t>(a * outputs));
            } else {
                std::copy(from, from + outputs, to + (a * players + b) * outputs);
                std::copy(from, from + outputs, to + (b * players + a) * outputs);
            }
        }
        one.write(singles);
    }
};

namespace detail {

/// The explanation of singles and pairs together, whose residuals are those of their sum.
template <class V>
interaction_explanation<V> with_pairs(explanation<V> singles, const interaction_estimate& own) {
    interaction_explanation<V> found{std::move(singles), {}, own.index};
    explanation<V>& e = found.singles;
    const std::size_t players = e.players.size(), outputs = e.outputs.size();
    found.pairs = make_array<V>(shape{e.size(), players, players}.then(e.outputs));
    std::copy(own.pairs.begin(), own.pairs.end(), found.pairs.data());
    explanation<V> sum = e;  // each player with half of its pairs
    for (std::size_t i = 0; i < e.size() * players; ++i)
        for (std::size_t o = 0; o < outputs; ++o) {
            double all = static_cast<double>(sum.values.data()[i * outputs + o]);
            for (std::size_t b = 0; b < players; ++b)
                all += static_cast<double>(found.pairs.data()[(i * players + b) * outputs + o]) / 2;
            sum.values.data()[i * outputs + o] = static_cast<V>(all);
        }
    set_residuals(sum);
    e.residual = sum.residual;
    e.relative_residual = sum.relative_residual;
    return found;
}

}  // namespace detail

/// Explains inputs {n, input...} by all 2^players coalitions; see interactions.
template <class M, class T>
class interaction_explainer {
public:
    explicit interaction_explainer(explainer<interaction_estimate, M, T> e) : singles_(std::move(e)) {}

    /// Throws argument_error where inputs do not have the background's shape; model_error and cancelled, which carry
    /// the singles of the inputs that were finished. All coalitions of one input are kept in memory, in double.
    template <array_expression X>
    auto operator()(const X& inputs) const {
        interaction_estimate own = singles_.estimate();
        auto singles = singles_.explain_with(evaluated<T>(inputs), own);
        return detail::with_pairs(std::move(singles), own);
    }

    const player_map& players() const { return singles_.players(); }

private:
    explainer<interaction_estimate, M, T> singles_;
};

/// An explainer of what players do together, from all 2^players coalitions: interactions(model, background, options,
/// {.index = interaction_index::stii})(x), or interactions(game). `interactions_from_moebius` gives higher orders of
/// one game. Throws argument_error for fewer than 2 players and for more than 20.
struct interaction_estimator {
    template <class M, background_source B>
    auto operator()(M&& m, const B& b, options o = {}, interaction_estimate own = {}) const {
        using T = detail::scalar_t<M, B>;
        return interaction_explainer<M, T>(
            estimator<interaction_estimate>()(std::forward<M>(m), b, std::move(o), std::move(own)));
    }
    template <class M, background_source B>
    auto operator()(M&& m, const B& b, player_rule p, options o = {}, interaction_estimate own = {}) const {
        o.players = std::move(p);
        return (*this)(std::forward<M>(m), b, std::move(o), std::move(own));
    }
    template <class G>
    requires game<std::remove_cvref_t<G>> interaction_explanation<double>
    operator()(G&& g, const options& o = {}, interaction_estimate own = {}) const {
        game_evaluator<std::remove_reference_t<G>> evaluator(g, o);
        own.check(evaluator.named_players());
        auto singles = explain_game(own.name, evaluator, o, own, own.errors, own.settings());
        return detail::with_pairs(std::move(singles), own);
    }
};
inline constexpr interaction_estimator interactions{};

}  // namespace diapir::inline DIAPIR_TARGET::shap
