// KernelSHAP (Lundberg and Lee 2017): Shapley values as the weighted least squares fit of an additive game to the
// values of coalitions, with the constraint that values add up eliminated.
//
// Coalitions come in pairs with their complements (Covert and Lee 2021): of v(S) - v(complement of S) only the part
// that the values explain is left, and a pair is one row x in {-1, 1}^players. Each size that is not taken in full has
// an intercept of its own, which is orthogonal to the values over all coalitions and takes what they cannot explain.
#pragma once

#include <diapir/shap/sampled/coalition_budget.hpp>
#include <diapir/shap/sampled/kernel_design.hpp>
#include <diapir/shap/sampled/kernel_regression.hpp>
#include <diapir/shap/sampled/pairs.hpp>
#include <diapir/shap/sampled/sampled_explainer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace diapir::shap {

namespace detail {

/// Estimates one game by weighted least squares.
struct kernel_estimate {
    static constexpr const char* name = "kernel";

    template <class Game, class Work>
    void operator()(Game& game, Work& work, const budget& limits, std::size_t memory) const {
        using R = typename decltype(work.values)::value_type;
        const std::size_t players = game.players();
        coalition_budget left("kernel", limits, game, 2 + 2 * players + 8, 2 * players + 2048);
        if (players == 1) {
            for (std::size_t o = 0; o < work.base.size(); ++o)
                work.values[o] = static_cast<R>(work.prediction[o] - work.base[o]);
            return;
        }
        pair_design design(players, limits.seed);
        kernel_regression fit(players, work.base, work.prediction);
        const std::size_t at_once = fit.pairs_within(memory / 4);
        std::vector<double> variances;
        double largest = std::numeric_limits<double>::infinity();
        const auto extend = [&](std::size_t coalitions) {
            const std::size_t most = std::max(design.drawn(), players) + at_once;
            const auto draw = design.extend(std::min((coalitions - 2) / 2, most));
            if (draw.size() == 0) return false;
            const auto add = [&](std::size_t first, std::size_t last) {
                fit.add(game, draw, first, last, [&] {
                    left.spend(2);
                    work.report(left.spent(), left.expected(largest));
                });
            };
            for (std::size_t first = 0; first < draw.taken_in_full; first += at_once)
                add(first, std::min(first + at_once, draw.taken_in_full));
            if (draw.taken_in_full < draw.size()) add(draw.taken_in_full, draw.size());
            fit.solve(design);
            if (draw.taken_in_full < draw.size()) fit.add_variances(draw, draw.taken_in_full, draw.size());
            variances = fit.variances();
            return true;
        };
        const auto prepare = [&] {
            game.set_aside(fit.footprint(design) + memory / 4 / sizeof(double));
            fit.prepare(design);
        };
        // Single players first: they tell how long a coalition takes.
        prepare();
        extend(2 + 2 * players);
        const std::size_t planned = left.first_round();
        design.plan((planned - 2) / 2);
        prepare();
        while (extend(planned)) {
        }
        do {
            largest = std::sqrt(*std::max_element(variances.begin(), variances.end()));
            write_estimate(fit.values(), variances, work);
        } while (extend(left.next_round(largest)));
    }
};

}  // namespace detail

template <class M, class T>
using kernel_explainer = sampled_explainer<detail::kernel_estimate, M, T>;

/// An explainer that fits an additive game to the values of coalitions: values add up exactly, with standard errors
/// from the pairs that were drawn. Every input is explained with the same coalitions. A budget of at least 2^players
/// coalitions gives the exact values. Needs at least 2 players + 10 coalitions and takes 2 players + 2048 where the
/// budget sets no limit.
template <class M, background_source B>
auto kernel(M&& m, const B& b, const player_rule& p = players::elements(), budget limits = {}, options o = {}) {
    using T = detail::scalar_t<M, B>;
    return kernel_explainer<M, T>(std::forward<M>(m), as_background<T>(b), p, limits, std::move(o));
}

}  // namespace diapir::shap
