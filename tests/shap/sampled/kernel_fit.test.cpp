// The fit against weighted least squares written out, with Eigen's factorisations not involved.
#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include <diapir/shap/estimator/coalition_table.hpp>
#include <diapir/shap/game/game.hpp>
#include <diapir/shap/game/own_games.hpp>
#include <diapir/shap/sampled/kernel_fit.hpp>
#include <diapir/shap/sampled/kernel_rounds.hpp>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("a fit to all coalitions is exact") {
    constexpr std::size_t players = 6;
    const auto table = random_game(players, 4);
    array<double> values = make_array<double>({table.coalitions()});
    std::copy(table.values.begin(), table.values.end(), values.data());
    const shap::table_game game = shap::games::table(values);
    const shap::options options;
    shap::game_evaluator<const shap::table_game> evaluator(game, options);
    shap::detail::kernel_rounds rounds(players, 1, true);
    shap::detail::kernel_fit<double> fit(players, evaluator.base_values(), evaluator.prediction());
    fit.prepare(rounds.design());
    rounds.plan((table.coalitions() - 2) / 2);
    fit.prepare(rounds.design());
    std::vector<double> x;
    const shap::detail::kernel_round* last = nullptr;
    while (const auto* round = rounds.next((table.coalitions() - 2) / 2, 64)) {
        last = round;
        round->for_each_range(64, [&](std::size_t from, std::size_t to) {
            shap::detail::expand_pairs(round->draw, from, to, x);
            fit.add(evaluator, round->draw, from, to, x, [] {});
        });
    }
    REQUIRE(last != nullptr);
    fit.solve(last->system);
    const auto weights = shap::detail::shapley_weights(players);
    for (std::size_t p = 0; p < players; ++p) {
        double expected = 0;
        for (std::size_t mask = 0; mask < table.coalitions(); ++mask)
            if (!(mask >> p & 1))
                expected += weights[static_cast<std::size_t>(std::popcount(mask))] *
                            (table.at(mask | std::size_t{1} << p) - table.at(mask));
        CHECK(fit.values()[p] == Approx(expected).margin(1e-12));
    }
    for (double v : fit.variances(last->system)) CHECK(v == 0);
}
