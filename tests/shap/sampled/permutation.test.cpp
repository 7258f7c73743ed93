#include "catch.hpp"
#include "reference.hpp"
#include "shap/drawn.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/game/own_games.hpp>
#include <diapir/shap/sampled/permutation.hpp>

#include <algorithm>
#include <cmath>

using namespace diapir;
using namespace diapir::testing;

namespace {

shap::explanation<double> estimate(const table_game& g, shap::budget limits, shap::options o = {}) {
    o.budget = limits;
    return shap::permutation(g, g.nobody(), std::move(o))(g.everybody());
}

}  // namespace

TEST_CASE("permutation values keep the laws") {
    check_laws([](const table_game& g) { return estimate(g, {.evaluations = 400}); });
    // A player that does nothing gets nothing at all.
    table_game g = random_game(9, 1);
    for (std::size_t mask = 0; mask < g.coalitions(); ++mask)
        if (mask & 16) g.at(mask) = g.at(mask ^ 16);
    const auto e = estimate(g, {.evaluations = 300});
    CHECK(e.values.data()[4] == 0);
    CHECK(e.standard_errors.data()[4] == 0);
}

TEST_CASE("permutation values are exact where the budget reaches all coalitions") {
    for (std::size_t players : {1, 2, 3, 4, 7}) {
        const table_game g = random_game(players, players);
        const auto e = estimate(g, {.evaluations = 128});
        CHECK(max_difference(e.values, shapley_values(g)) < 1e-13);
        CHECK(max_error(e.standard_errors) == 0);
    }
    const auto e =
        shap::permutation(mlp, shap_models().get<double>("mlp_background"))(shap_models().get<double>("mlp_x"));
    const auto expected = shap_models().get<double>("mlp_shap");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
}

TEST_CASE("orders are unbiased for few and many players, odd and even") {
    for (std::size_t players : {4, 5, 6, 9}) {
        const table_game g = random_game(players, 10 + players);
        const std::size_t least = 2 + 2 * players + 2 * 2 * (2 * players - 7);
        if (least >= g.coalitions()) continue;
        const auto truth = shapley_values(g);
        std::vector<double> errors(players, 0.0), squares(players, 0.0);
        constexpr std::size_t seeds = 400;
        for (std::size_t seed = 0; seed < seeds; ++seed) {
            const auto e =
                estimate(g, {.evaluations = std::max<std::size_t>(least, g.coalitions() / 2)}, {.seed = seed});
            for (std::size_t p = 0; p < players; ++p) {
                const double error = e.values.data()[p] - truth[p];
                errors[p] += error;
                squares[p] += error * error;
            }
        }
        for (std::size_t p = 0; p < players; ++p)  // of independent errors the sum is within three of these by chance
            CHECK(std::abs(errors[p]) < 3.5 * std::sqrt(squares[p]));
    }
}

TEST_CASE("permutation's standard errors are calibrated and its errors fall with the root of the evaluations") {
    check_calibration(
        [](std::size_t evaluations) {
            return [evaluations](const table_game& g, std::size_t seed) {
                return estimate(g, {.evaluations = evaluations}, {.seed = seed});
            };
        },
        13, 1200, 4800, 120);
}

TEST_CASE("permutation values do not depend on threads, outputs, other inputs or memory") {
    const table_game f = random_game(10, 1), g = random_game(10, 2);
    const shap::budget limits{.evaluations = 500};
    const auto whole = estimate(f, limits, {.seed = 4});
    CHECK(whole.values == estimate(f, limits, {.seed = 4, .memory = 1}).values);
    CHECK(!(whole.values == estimate(f, limits, {.seed = 5}).values));
    const auto both = estimate(side_by_side(f, g), limits, {.seed = 4});
    for (std::size_t p = 0; p < 10; ++p) CHECK(both.values.data()[2 * p] == whole.values.data()[p]);
    const auto twice = shap::permutation(f, f.nobody(), {.budget = limits, .seed = 4})(make_array({2, 10}, 1.0));
    for (std::size_t p = 0; p < 10; ++p) CHECK(twice.values.data()[10 + p] == whole.values.data()[p]);
    const thread_limit one(1);
    CHECK(identical(whole, estimate(f, limits, {.seed = 4})));
}

TEST_CASE("permutation keeps its budget") {
    const table_game g = random_game(12, 5);
    CHECK(estimate(g, {.evaluations = 700}).evaluations <= 702);  // an input is evaluated again as a check
    CHECK(estimate(g, {.evaluations = 700}).evaluations > 660);
    const auto precise = estimate(g, {.tolerance = 0.02});
    CHECK(max_error(precise.standard_errors) <= 0.02);
    CHECK(estimate(g, {.tolerance = 0.01}).evaluations > precise.evaluations);
    CHECK(estimate(g, {.seconds = 1e-9}).evaluations < 120);
    CHECK_THROWS_WITH(estimate(g, {.evaluations = 50}), Catch::Contains("12 players need at least 94 coalitions"));
    std::size_t calls = 0;
    CHECK_THROWS_AS(estimate(g, {.evaluations = 1000},
                             {.progress =
                                  [&](const progress& p) {
                                      CHECK(p.done <= p.total);
                                      return ++calls < 2;
                                  }}),
                    shap::cancelled);
    CHECK(calls == 2);
}

TEST_CASE("a tolerance that permutation does not reach takes all coalitions, and not far more than these") {
    check_tolerance([](const table_game& g, shap::budget limits) { return estimate(g, limits); });
}

TEST_CASE("the seconds of a budget end permutation soon, however many evaluations it has") {
    check_seconds(shap::permutation);
}

TEST_CASE("what permutation never sees of a rule that asks for many players is shared out, and is no certainty") {
    check_unseen(shap::permutation, 0);
}
