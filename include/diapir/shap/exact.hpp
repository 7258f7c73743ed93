// Exact Shapley values: every coalition is evaluated once, for all outputs.
#pragma once

#include <diapir/shap/game.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir::shap {

namespace detail {

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

}  // namespace detail

/// Explains inputs {n, input...} with exact Shapley values (Shapley 1953) in 2^players coalitions each.
template <class M, class T>
class exact_explainer {
public:
    using R = output_t<std::remove_reference_t<M>, T>;

    /// More players than this are refused.
    static constexpr std::size_t most_players = 24;

    exact_explainer(kept_model<M> m, background<T> b, const player_rule& p, options o)
        : model_(std::forward<kept_model<M>>(m)),
          background_(std::move(b)),
          players_(p.resolve(background_.input())),
          options_(std::move(o)) {
        require(players_.count() <= most_players, "shap::exact: ", players_.count(), " players make 2^",
                players_.count(), " coalitions; at most ", most_players,
                " are possible, group elements into fewer players");
    }

    /// values {n, players..., outputs...}. Throws argument_error where inputs do not have the background's shape or the
    /// model breaks its contract, and cancelled.
    template <array_expression E>
    explanation<R> operator()(const E& inputs) const {
        const auto& x = evaluated<T>(inputs);
        const shape s = shape_of(x);
        require(s.axes() > 0 && s[0] > 0 && s.drop(1) == background_.input(),
                "shap::exact: expected inputs {n, ...} of the shape ", background_.input(), ", got ", s);
        const std::size_t n = s[0], inner = s.drop(1).size(), players = players_.count();
        const std::uint64_t masks = std::uint64_t{1} << players;
        const auto weights = detail::shapley_weights(players);
        progress_meter meter(n * static_cast<std::size_t>(masks), options_.progress);
        explanation<R> e;
        e.estimator = "exact";
        e.players = players_.extents;
        std::vector<double> base, sums;
        for (std::size_t i = 0; i < n; ++i) {
            game<std::remove_reference_t<M>, T> g(model_, background_, players_, std::span(x.data() + i * inner, inner),
                                                  options_);
            const std::vector<double> full = g.prediction();
            if (i == 0) {
                base = g.base_values();
                e.outputs = g.outputs();
                e.values = make_array<R>(shape{n}.then(e.players).then(e.outputs));
                e.predictions = make_array<R>(shape{n}.then(e.outputs));
                e.base_values = make_array<R>(e.outputs);
                std::copy(base.begin(), base.end(), e.base_values.data());
            }
            const std::size_t outputs = e.outputs.size();
            sums.assign(players * outputs, 0.0);
            // A coalition S counts w(|S| - 1) for its members and -w(|S|) for the others.
            const auto credit = [&](std::uint64_t mask, const double* value) {
                const auto size = static_cast<std::size_t>(std::popcount(mask));
                for (std::size_t p = 0; p < players; ++p) {
                    const double share = mask >> p & 1 ? weights[size - 1] : -weights[size];
                    for (std::size_t o = 0; o < outputs; ++o) sums[p * outputs + o] += share * value[o];
                }
            };
            const auto report = [&](std::size_t steps) {
                if (!meter.advance(steps)) throw cancelled("shap::exact: cancelled");
            };
            credit(0, base.data());
            credit(masks - 1, full.data());
            report(2);
            constexpr std::uint64_t masks_at_once = 4096;
            for (std::uint64_t first = 1; first + 1 < masks; first += masks_at_once) {
                const std::uint64_t last = std::min(first + masks_at_once, masks - 1);
                coalitions some(players, static_cast<std::size_t>(last - first));
                for (std::uint64_t mask = first; mask < last; ++mask)
                    some.assign(static_cast<std::size_t>(mask - first), mask);
                g.evaluate(some, [&](std::size_t row, std::span<const double> value) {
                    credit(first + row, value.data());
                    report(1);
                });
            }
            std::copy(sums.begin(), sums.end(), e.values.data() + i * players * outputs);
            std::copy(full.begin(), full.end(), e.predictions.data() + i * outputs);
            e.evaluations += g.evaluations();
        }
        e.residual = detail::additivity_residual(e);
        e.seconds = meter.seconds();
        return e;
    }

private:
    kept_model<M> model_;
    background<T> background_;
    player_map players_;
    options options_;
};

/// An explainer with exact Shapley values of any model: explain(x {n, input...}) gives values {n, players...,
/// outputs...}. The background is an array {b, input...} or a background.
template <class M, array_expression E>
auto exact(M&& m, const E& b, const player_rule& p = players::elements(), options o = {}) {
    using T = detail::scalar_t<M, E>;
    return exact_explainer<M, T>(std::forward<M>(m), background<T>(evaluated<T>(b)), p, std::move(o));
}
template <class M, class T>
auto exact(M&& m, background<T> b, const player_rule& p = players::elements(), options o = {}) {
    return exact_explainer<M, T>(std::forward<M>(m), std::move(b), p, std::move(o));
}

}  // namespace diapir::shap
