#include "catch.hpp"
#include "reference.hpp"
#include "shap/drawn.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/game/own_games.hpp>
#include <diapir/shap/sampled/sampling.hpp>

#include <algorithm>
#include <cmath>

using namespace diapir;
using namespace diapir::testing;

namespace {

shap::explanation<double> estimate_by_sampling(const table_game& g, shap::budget limits, shap::options o = {}) {
    o.budget = limits;
    return shap::sampling(g, g.nobody(), std::move(o))(g.everybody());
}

}  // namespace

TEST_CASE("sampled values keep the laws") {
    check_laws([](const table_game& g) { return estimate_by_sampling(g, {.evaluations = 450}); });
    table_game g = random_game(9, 1);
    for (std::size_t mask = 0; mask < g.coalitions(); ++mask)
        if (mask & 16) g.at(mask) = g.at(mask ^ 16);
    CHECK(estimate_by_sampling(g, {.evaluations = 450}).values.data()[4] == 0);
}

TEST_CASE("sampled values are exact where the budget reaches all coalitions") {
    for (std::size_t players : {1, 2, 3, 4, 7}) {
        const table_game g = random_game(players, players);
        CHECK(max_difference(estimate_by_sampling(g, {.evaluations = 128}).values, shapley_values(g)) < 1e-13);
    }
    const auto e = shap::sampling(mlp, shap_models().get<double>("mlp_background"))(shap_models().get<double>("mlp_x"));
    const auto expected = shap_models().get<double>("mlp_shap");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
}

TEST_CASE("sampling's standard errors are calibrated and its errors fall with the root of the evaluations") {
    check_calibration(
        [](std::size_t evaluations) {
            return [evaluations](const table_game& g, std::size_t seed) {
                return estimate_by_sampling(g, {.evaluations = evaluations}, {.seed = seed});
            };
        },
        13, 2000, 6000, 120);
}

TEST_CASE("the second round goes where contributions vary") {
    // Only the last three players interact; the error of the others is already zero.
    table_game g = random_game(12, 1, 0);
    for (std::size_t mask = 0; mask < g.coalitions(); ++mask) {
        g.at(mask) = std::popcount(mask & 0x1ff);
        if ((mask >> 9) == 7) g.at(mask) += 100;
    }
    const auto e = estimate_by_sampling(g, {.evaluations = 1000});
    for (std::size_t p = 0; p < 9; ++p) CHECK(e.values.data()[p] == Approx(1).epsilon(1e-12));
    const auto summary = errors_of(g, 40, [](const table_game& t, std::size_t seed) {
        return estimate_by_sampling(t, {.evaluations = 1000}, {.seed = seed});
    });
    // Evenly shared contributions would leave 2.5 times the error.
    CHECK(summary.mean_square < 4.5);
}

TEST_CASE("sampled values do not depend on threads, and limits are kept") {
    const table_game g = random_game(10, 1);
    const shap::budget limits{.evaluations = 600};
    const auto whole = estimate_by_sampling(g, limits, {.seed = 4});
    CHECK(whole.evaluations <= 602);
    CHECK(whole.evaluations > 590);
    CHECK(!(whole.values == estimate_by_sampling(g, limits, {.seed = 5}).values));
    CHECK_THROWS_WITH(estimate_by_sampling(g, {.evaluations = 60}),
                      Catch::Contains("10 players need at least 102 coalitions"));
    const auto precise = estimate_by_sampling(g, {.tolerance = 0.1});
    CHECK(precise.evaluations < g.coalitions());
    CHECK(max_error(precise.standard_errors) <= 0.1);
    CHECK(max_magnitude(precise.standard_errors) > 0);
    CHECK_THROWS_AS(estimate_by_sampling(g, {}, {.progress = [](const progress&) { return false; }}), shap::cancelled);
    const thread_limit one(1);
    CHECK(identical(whole, estimate_by_sampling(g, limits, {.seed = 4})));
}

TEST_CASE("every output has its values and errors") {
    const table_game g = random_game(9, 2);
    const auto both = estimate_by_sampling(side_by_side(g, g), {.evaluations = 450});
    const auto one = estimate_by_sampling(g, {.evaluations = 450});
    for (std::size_t p = 0; p < 9; ++p)
        for (std::size_t o = 0; o < 2; ++o) {
            CHECK(both.values(0, p, o) == Approx(one.values.data()[p]));
            CHECK(both.standard_errors(0, p, o) == Approx(one.standard_errors.data()[p]));
        }
}

TEST_CASE("a tolerance that sampling does not reach takes all coalitions, and not far more than these") {
    check_tolerance([](const table_game& g, shap::budget limits) { return estimate_by_sampling(g, limits); });
}

TEST_CASE("the seconds of a budget end sampling soon, however many evaluations it has") {
    check_seconds(shap::sampling);
}

TEST_CASE("what sampling never sees of a rule that asks for many players is shared out, and is no certainty") {
    check_unseen(shap::sampling, 1);
}

TEST_CASE("a player that alone seems to vary is no certainty") {
    // Whether all of 99 of 100 players are there; with this seed only one player is drawn where it decides.
    const auto rule = rowwise([](const double* x) { return *std::min_element(x, x + 99); });
    const array<double> nobody = make_array<double>({1, 100}, 0.0), everybody = make_array<double>({1, 100}, 1.0);
    const auto e = shap::sampling(rule, nobody, {.seed = 0})(everybody);
    CHECK(max_magnitude(e.standard_errors) > 1e-4);
}
