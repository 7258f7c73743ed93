// What estimators that draw coalitions keep of a budget.
#pragma once

#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/core/array.hpp>
#include <diapir/shap/game/own_games.hpp>
#include <diapir/shap/result/budget.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace diapir::testing {

/// A tolerance that is not reached takes all coalitions, and not far more than these; estimate(game, budget) explains.
template <class Estimate>
void check_tolerance(const Estimate& estimate) {
    const table_game g = random_game(10, 1);
    const auto e = estimate(g, {.tolerance = 1e-12});
    CHECK(max_difference(e.values, shapley_values(g)) < 1e-13);
    CHECK(max_error(e.standard_errors) == 0);
    CHECK(e.evaluations <= 2 * g.coalitions() + 2);
    const auto easy = estimate(g, {.evaluations = 5000, .tolerance = 10});
    CHECK(easy.evaluations < g.coalitions() / 2);
    CHECK(max_magnitude(easy.standard_errors) > 0);
    CHECK(estimate(g, {.evaluations = 1030, .tolerance = 1e-12}).evaluations <= 1032);
}

/// Seconds end an estimate soon, however many evaluations its budget has.
template <class Estimator>
void check_seconds(const Estimator& estimator) {
    for (const std::size_t players : {20, 40}) {
        const auto game = shap::games::function(players, {}, [](const shap::coalitions& rows) {
            array<double> v = make_array<double>({rows.size()});
            for (std::size_t i = 0; i < v.size(); ++i) v(i) = std::sin(static_cast<double>(rows.words(i)[0] % 1013));
            return v;
        });
        const auto e = estimator(game, {.budget = {.evaluations = 1 << 22, .seconds = 1e-9}});
        CHECK(e.evaluations < 5000);
        CHECK(e.residual < 1e-12);
    }
}

/// What is never seen of a rule that asks for many players is shared out, and is no certainty. The rule is whether all
/// of 99 of 100 players are there, which no coalition drawn with that seed decides.
template <class Estimator>
void check_unseen(const Estimator& estimator, std::uint64_t seed) {
    const auto rule = rowwise([](const double* x) { return *std::min_element(x, x + 99); });
    const array<double> nobody = make_array<double>({1, 100}, 0.0), everybody = make_array<double>({1, 100}, 1.0);
    const auto explain = [&](shap::budget b) {
        return estimator(rule, nobody, {.budget = b, .seed = seed})(everybody);
    };
    const auto e = explain({});
    CHECK(e.residual < 1e-12);
    for (std::size_t p = 0; p < 99; ++p) {
        CHECK(e.values(0, p, 0) == Approx(1 / 99.0));
        CHECK(e.standard_errors(0, p, 0) >= 0.999 * (1 / 99.0 - 1 / 100.0));
    }
    CHECK(e.values(0, 99, 0) == 0);
    CHECK(e.standard_errors(0, 99, 0) == 0);
    CHECK(explain({.evaluations = 5000, .tolerance = 1e-5}).evaluations > 4000);
}

}  // namespace diapir::testing
