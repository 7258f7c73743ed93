#include "catch.hpp"
#include <diapir/shap/sampled/coalition_budget.hpp>

using namespace diapir;

namespace {

struct some_game {
    std::size_t of_players, references;
    std::size_t players() const { return of_players; }
    std::size_t evaluations_per_coalition() const { return references; }
};

constexpr double unknown = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("evaluations are coalitions times references") {
    const shap::coalition_budget left("test", {.evaluations = 1050}, some_game{20, 10}, 30, 500);
    CHECK(left.most() == 105);
    CHECK(left.nominal() == 105);
    CHECK(!left.all());
    CHECK(shap::coalition_budget("test", {.evaluations = 1050}, some_game{6, 10}, 30, 500).all());
    CHECK(shap::coalition_budget("test", {}, some_game{20, 10}, 30, 500).most() == 500);
    CHECK_THROWS_WITH(shap::coalition_budget("test", {.evaluations = 299}, some_game{20, 10}, 30, 500),
                      Catch::Contains("30 coalitions, that is 300 evaluations"));
    CHECK_NOTHROW(shap::coalition_budget("test", {.evaluations = 16}, some_game{4, 1}, 30, 500));
}

TEST_CASE("all coalitions are taken from the start where nothing may end an estimate earlier") {
    const auto all = [](shap::budget b, std::size_t least = 30) {
        return shap::coalition_budget("test", b, some_game{12, 2}, least, 5000).all();
    };
    CHECK(all({}));
    CHECK(all({.evaluations = 8192}));
    CHECK_FALSE(all({.evaluations = 8191}));
    CHECK_FALSE(all({.tolerance = 0.1}));
    CHECK_FALSE(all({.seconds = 1}));
    CHECK_FALSE(all({.evaluations = 8300, .tolerance = 0.1}));
    CHECK(all({.evaluations = 8200, .tolerance = 0.1}));  // else they would not fit beside the least
    CHECK_FALSE(all({.evaluations = 8200, .seconds = 1, .tolerance = 0.1}));
    CHECK(all({.seconds = 1}, 5000));
}

TEST_CASE("all coalitions are taken later where they are no more than what else would be spent") {
    const auto after = [](shap::budget b, std::size_t spent, std::size_t cost) {
        shap::coalition_budget left("test", b, some_game{12, 1}, 30, 5000);
        left.spend(spent - 2);
        return left.all_next(cost);
    };
    CHECK_FALSE(after({.tolerance = 0.1}, 3996, 100));
    CHECK(after({.tolerance = 0.1}, 3997, 100));
    CHECK_FALSE(after({.evaluations = 6000, .tolerance = 0.1}, 1706, 200));
    CHECK(after({.evaluations = 6000, .tolerance = 0.1}, 1707, 200));  // the last step that they fit beside
    CHECK(after({.evaluations = 6000, .tolerance = 0.1}, 1906, 200));
    CHECK_FALSE(after({.evaluations = 6000, .tolerance = 0.1}, 1907, 200));
    CHECK_FALSE(after({.evaluations = 4000, .tolerance = 0.1}, 100, 4000));
    CHECK(after({.seconds = 1e6}, 30, 100));
    CHECK_FALSE(after({.seconds = 1e-9}, 30, 100));
    CHECK_FALSE(shap::coalition_budget("test", {.seconds = 1e6}, some_game{64, 1}, 30, 5000).all_next(10));
}

TEST_CASE("the coalitions of 63 players or more are never all taken, whatever the budget") {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    for (const std::size_t players : {63, 64, 100}) {
        INFO(players);
        CHECK_FALSE(shap::coalition_budget("test", {.evaluations = most}, some_game{players, 1}, 30, 500).all());
        CHECK_FALSE(
            shap::coalition_budget("test", {.evaluations = most, .tolerance = 0.1}, some_game{players, 1}, 30, 500)
                .all_next(most - 2));
    }
    CHECK(shap::coalition_budget("test", {.evaluations = most}, some_game{62, 1}, 30, 500).all());
}

TEST_CASE("steps double and end with the budget") {
    shap::coalition_budget left("test", {.evaluations = 102}, some_game{20, 1}, 10, 500);
    std::vector<std::size_t> steps;
    while (const std::size_t count = left.steps(4, unknown)) {
        steps.push_back(count);
        left.spend(4 * count);
    }
    CHECK(steps == std::vector<std::size_t>{1, 2, 4, 8, 10});
    CHECK(left.spent() == 102);
}

TEST_CASE("a tolerance ends steps and rounds, but not before the least") {
    shap::coalition_budget left("test", {.tolerance = 0.1}, some_game{20, 1}, 10, 500);
    CHECK(left.steps(4, 0.05) == 1);
    left.spend(8);
    CHECK(left.steps(4, 0.05) == 0);
    CHECK(left.next_round(0.05) == left.spent());
    CHECK(left.next_round(0.2) > left.spent());
    CHECK(left.next_round(0.2) <= left.spent() + left.spent() / 2);
    CHECK(left.first_round() == 500);
    CHECK(left.most() == std::size_t{1} << 20);
}
