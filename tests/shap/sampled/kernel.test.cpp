#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/sampled/kernel.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

shap::explanation<double> estimate(const table_game& g, shap::budget limits, shap::options o = {}) {
    o.budget = limits;
    return shap::kernel(g, g.nobody(), std::move(o))(g.everybody());
}

}  // namespace

TEST_CASE("kernel values keep the laws, linearity exactly") {
    const auto explain = [](const table_game& g) { return estimate(g, {.evaluations = 300}); };
    check_laws(explain);
    const table_game f = random_game(9, 1), g = random_game(9, 2);
    const auto a = explain(f), b = explain(g), both = explain(2 * f + (-1) * g);
    for (std::size_t p = 0; p < 9; ++p)
        CHECK(both.values.data()[p] == Approx(2 * a.values.data()[p] - b.values.data()[p]).margin(1e-12));
}

TEST_CASE("kernel values are exact where the budget reaches all coalitions") {
    for (std::size_t players : {1, 2, 3, 4, 5, 8}) {
        const table_game g = random_game(players, players);
        const auto e = estimate(g, {.evaluations = 256});
        CHECK(max_difference(e.values, shapley_values(g)) < 1e-12);
        CHECK(max_error(e.standard_errors) == 0);
        CHECK(e.evaluations <= g.coalitions() + 2);
    }
}

TEST_CASE("kernel values of all coalitions are those of shap's KernelExplainer") {
    const auto background = shap_models().get<double>("mlp_background"), x = shap_models().get<double>("mlp_x");
    const auto e = shap::kernel(mlp, background)(x);
    const auto values = shap_models().get<double>("mlp_kernel"), log_odds = shap_models().get<double>("mlp_shap_logit");
    CHECK(max_difference(e.values, values) < 1e-8 * max_magnitude(values));
    const auto logit = shap::kernel(mlp, background, {.link = shap::link::logit})(x);
    CHECK(max_difference(logit.values, log_odds) < 1e-8 * max_magnitude(log_odds));
    for (const std::string name : {"linear", "poly", "mix"}) {
        const auto expected = shap_models().get<double>(name + "_kernel");
        const auto found = shap::kernel(
            formula(name), shap_models().get<double>(name + "_background"))(shap_models().get<double>(name + "_x"));
        CHECK(max_difference(found.values, expected) < 1e-8 * max_magnitude(expected));
    }
}

TEST_CASE("an additive game and one of size alone are exact after few pairs") {
    table_game g = random_game(14, 1);
    for (std::size_t mask = 0; mask < g.coalitions(); ++mask) {
        const double size = std::popcount(mask);
        g.at(mask) = size * size * size / 50;
        for (std::size_t p = 0; p < 14; ++p) g.at(mask) += mask >> p & 1 ? static_cast<double>(p) : 0;
    }
    const auto e = estimate(g, {.evaluations = 200});
    CHECK(max_difference(e.values, shapley_values(g)) < 1e-10);
    CHECK(max_error(e.standard_errors) < 1e-10);
}

TEST_CASE("kernel's standard errors are calibrated and its errors fall with the root of the evaluations") {
    const auto of = [](std::size_t evaluations, std::size_t memory = std::size_t{256} << 20) {
        return [evaluations, memory](const table_game& g, std::size_t seed) {
            return estimate(g, {.evaluations = evaluations}, {.seed = seed, .memory = memory});
        };
    };
    check_calibration(of, 18, 400, 1600, 60);
    // Where pairs are a large share of all, errors fall faster: pairs are drawn once, and sizes taken in full have
    // none.
    const table_game g = random_game(13, 3);
    const auto few = errors_of(g, 150, of(300)), many = errors_of(g, 150, of(1200));
    CHECK(few.mean_square > 5 * many.mean_square);
    CHECK(few.claimed == Approx(few.mean_square).epsilon(0.25));
    CHECK(many.claimed == Approx(many.mean_square).epsilon(0.1));
    const auto little_memory = errors_of(g, 150, of(1200, 1));
    CHECK(little_memory.within_two > 0.93);
    CHECK(little_memory.within_two < 0.985);
    CHECK(little_memory.mean_square < 1.3 * many.mean_square);
}

TEST_CASE("kernel values do not depend on threads, outputs or other inputs") {
    const table_game f = random_game(12, 1), g = random_game(12, 2);
    const shap::budget limits{.evaluations = 500};
    const auto whole = estimate(f, limits, {.seed = 4});
    CHECK(!(whole.values == estimate(f, limits, {.seed = 5}).values));
    const auto both = estimate(side_by_side(f, g), limits, {.seed = 4});
    for (std::size_t p = 0; p < 12; ++p) CHECK(both.values.data()[2 * p] == Approx(whole.values.data()[p]));
    const auto twice = shap::kernel(f, f.nobody(), {.budget = limits, .seed = 4})(make_array({2, 12}, 1.0));
    for (std::size_t p = 0; p < 12; ++p) CHECK(twice.values.data()[12 + p] == whole.values.data()[p]);
    const thread_limit one(1);
    CHECK(identical(whole, estimate(f, limits, {.seed = 4})));
}

TEST_CASE("kernel keeps a budget that is one pair short of all") {
    for (const std::size_t players : {7, 8, 13}) {
        const table_game g = random_game(players, 5);
        const std::size_t all = std::size_t{1} << players;
        for (std::size_t evaluations = all - 8; evaluations < all; ++evaluations)
            for (const std::uint64_t seed : {0, 1, 2}) {
                const auto found = estimate(g, {.evaluations = evaluations}, {.seed = seed});
                CHECK(found.evaluations <= evaluations + 2);  // an input is evaluated again as a check
            }
    }
    // Of 15 players the largest size is drawn to within one pair, and then completed.
    const table_game large = random_game(15, 5);
    for (const std::size_t evaluations : {32760, 32765, 32766, 32767})
        CHECK(estimate(large, {.evaluations = evaluations}).evaluations <= evaluations + 2);
}

TEST_CASE("kernel keeps its budget") {
    const table_game g = random_game(12, 5);
    CHECK(estimate(g, {.evaluations = 700}).evaluations <= 702);  // an input is evaluated again as a check
    CHECK(estimate(g, {.evaluations = 700}).evaluations > 690);
    const auto precise = estimate(random_game(14, 5), {.tolerance = 0.01});
    CHECK(max_error(precise.standard_errors) <= 0.01);
    const auto everything = estimate(g, {.tolerance = 1e-12});
    CHECK(max_difference(everything.values, shapley_values(g)) < 1e-12);
    CHECK(estimate(g, {.seconds = 1e-9}).evaluations < 60);
    CHECK_THROWS_WITH(estimate(g, {.evaluations = 30}), Catch::Contains("12 players need at least 34 coalitions"));
    CHECK_THROWS_AS(estimate(g, {.evaluations = 1000}, {.progress = [](const progress&) { return false; }}),
                    shap::cancelled);
}
