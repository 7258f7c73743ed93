// KernelSHAP (Lundberg and Lee 2017): Shapley values as the weighted least squares fit of an additive game to the
// values of coalitions, with the constraint that values add up eliminated.
//
// Coalitions come in pairs with their complements (Covert and Lee 2021): of v(S) - v(complement of S) only the part
// that the values explain is left, and a pair is one row x in {-1, 1}^players. Each size that is not taken in full has
// an intercept of its own, which is orthogonal to the values over all coalitions and takes what they cannot explain.
#pragma once

#include <diapir/shap/estimator/estimator.hpp>
#include <diapir/shap/sampled/coalition_budget.hpp>
#include <diapir/shap/sampled/kernel_design.hpp>
#include <diapir/shap/sampled/kernel_regression.hpp>
#include <diapir/shap/sampled/pairs.hpp>

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

/// Estimates one game by weighted least squares.
struct kernel_estimate {
    static constexpr const char* name = "kernel";
    static constexpr standard_errors errors = standard_errors::given;

    void operator()(evaluator& game, estimation& one, const options& how) const {
        const std::size_t players = game.players();
        coalition_budget left("kernel", how.budget, game, 2 + 2 * players + 8, 2 * players + 2048);
        if (players == 1) {
            std::vector<double> gain(one.base.size());
            for (std::size_t o = 0; o < gain.size(); ++o) gain[o] = one.prediction[o] - one.base[o];
            return one.write(gain);
        }
        detail::pair_design design(players, how.seed);
        detail::kernel_regression fit(players, one.base, one.prediction);
        const std::size_t at_once = fit.pairs_within(how.memory / 4);
        std::vector<double> variances;
        double largest = std::numeric_limits<double>::infinity();
        const auto extend = [&](std::size_t coalitions) {
            const std::size_t most = std::max(design.drawn(), players) + at_once;
            const auto draw = design.extend(std::min((coalitions - 2) / 2, most));
            if (draw.size() == 0) return false;
            const auto add = [&](std::size_t first, std::size_t last) {
                fit.add(game, draw, first, last, [&] {
                    left.spend(2);
                    one.report(left.spent(), left.expected(largest));
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
            game.set_aside(fit.footprint(design) + how.memory / 4 / sizeof(double));
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
            detail::write_with_variances(one, fit.values(), variances);
        } while (extend(left.next_round(largest)));
    }
};

/// kernel(model, background) makes an explainer that fits an additive game to the values of coalitions: values add up
/// exactly, with standard errors from the pairs that were drawn. Every input is explained with the same coalitions. A
/// budget of at least 2^players coalitions gives the exact values. Needs at least 2 players + 10 coalitions and takes 2
/// players + 2048 where the budget sets no limit. Called as `exact` is.
inline constexpr estimator<kernel_estimate> kernel{};

}  // namespace diapir::shap
