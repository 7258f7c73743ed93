#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include <diapir/shap/game/model_game.hpp>
#include <diapir/shap/sampled/pairs.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// A table as a game over its two inputs.
struct played {
    table_game table;
    shap::background<double> nobody{table.nobody()};
    array<double> everybody = table.everybody();
    shap::player_map map = shap::players::elements().resolve({table.players});
    shap::options options = {};
    shap::model_game<double, double> game{table, nobody, map, {everybody.data(), table.players}, options};
};

/// y of a coalition given as a mask.
double y(const table_game& g, std::size_t mask, std::size_t output = 0) {
    return (g.at(mask, output) - g.at((g.coalitions() - 1) ^ mask, output)) / 2;
}

}  // namespace

TEST_CASE("a pair is a coalition and its complement") {
    for (const std::size_t players : {5, 64, 70}) {
        shap::coalitions rows(players, 4);
        const std::vector<std::size_t> members{0, 3, players - 1};
        shap::detail::set_pair(rows, 1, members);
        CHECK(rows.count(0) == 0);
        CHECK(rows.count(2) == 3);
        CHECK(rows.count(3) == players - 3);
        for (std::size_t p = 0; p < players; ++p) CHECK(rows.contains(2, p) != rows.contains(3, p));
        for (std::size_t p : members) CHECK(rows.contains(2, p));
    }
}

TEST_CASE("pairs give half the difference of a coalition and its complement, for every output") {
    played p{side_by_side(random_game(5, 1), random_game(5, 2))};
    shap::coalitions rows(5, 6);
    const std::size_t masks[] = {0b00101, 0b00010, 0b11110};
    for (std::size_t k = 0; k < 3; ++k) {
        rows.assign(2 * k, masks[k]);
        rows.assign(2 * k + 1, 31 ^ masks[k]);
    }
    std::size_t next = 0;
    shap::detail::evaluate_pairs(p.game, rows, 2, [&](std::size_t pair, std::span<const double> found) {
        CHECK(pair == next++);
        for (std::size_t o = 0; o < 2; ++o) CHECK(found[o] == Approx(y(p.table, masks[pair], o)).margin(1e-15));
    });
    CHECK(next == 3);
}

TEST_CASE("the ends are what players add to nobody and to all others") {
    played p{random_game(6, 3)};
    shap::detail::paired_ends ends(6, p.game.base_values(), p.game.prediction());
    ends.evaluate(p.game);
    CHECK(ends.gain()[0] == Approx(p.table.at(63) - p.table.at(0)));
    for (std::size_t i = 0; i < 6; ++i) {
        const std::size_t one = std::size_t{1} << i;
        CHECK(*ends.alone(i) == Approx(y(p.table, one)).margin(1e-15));
        const double first = p.table.at(one) - p.table.at(0), last = p.table.at(63) - p.table.at(63 ^ one);
        CHECK(ends.contribution(i, 0) == Approx((first + last) / 2).margin(1e-15));
    }
}

TEST_CASE("pairs that are listed a few at a time are those of one list") {
    played p{random_game(7, 1)};
    played few{p.table};
    few.options.memory = 8 * 16 * 6;
    shap::model_game<double, double> game(few.table, few.nobody, few.map, {few.everybody.data(), 7}, few.options);
    CHECK(p.game.coalitions_at_once() == 4096);
    CHECK(game.coalitions_at_once() == 12);
    std::vector<double> found;
    std::size_t listed = 0;
    const auto list = [&](shap::coalitions& rows, std::size_t at, std::size_t pair) {
        CHECK(pair == listed++);
        CHECK(rows.size() <= 12);
        const std::vector<std::size_t> members{pair % 7, (3 * pair + 1) % 7};
        shap::detail::set_pair(rows, at, members);
    };
    shap::detail::evaluate_pairs(game, 20, 1, list, [&](std::size_t pair, std::span<const double> v) {
        CHECK(pair == found.size());
        found.push_back(v[0]);
    });
    REQUIRE(found.size() == 20);
    for (std::size_t pair = 0; pair < 20; ++pair) {
        const std::size_t mask = std::size_t{1} << pair % 7 | std::size_t{1} << (3 * pair + 1) % 7;
        CHECK(found[pair] == Approx(y(p.table, mask)).margin(1e-15));
    }
}

TEST_CASE("a gap is shared out by the variances, and values without variance stay") {
    const std::vector<double> total{10, 9}, variances{1, 0, 0, 0, 3, 0};  // {3 players, 2 outputs}
    std::vector<double> values{1, 2, 2, 3, 3, 4}, raised = variances;
    shap::detail::share_gap(total, variances, values, raised);
    CHECK(values == std::vector<double>{2, 2, 2, 3, 6, 4});
    CHECK(raised == variances);
}

TEST_CASE("a gap of rounding alone moves nothing, in any unit") {
    for (const double unit : {1e-6, 1.0, 1e6}) {
        const std::vector<double> total{3 * unit}, variances(2, 0.0);
        std::vector<double> values{unit, 2 * unit * (1 + 1e-14)}, raised = variances;
        const std::vector<double> before = values;
        shap::detail::share_gap(total, variances, values, raised);
        CHECK(values == before);
        CHECK(raised == variances);
    }
}

TEST_CASE("a gap that nothing drawn accounts for is shared by those that contribute, and is no certainty") {
    const std::vector<double> total{12, 6}, variances(6, 0.0);  // {3 players, 2 outputs}
    std::vector<double> values{1, 0, 2, 0, 0, 0}, raised = variances;
    shap::detail::share_gap(total, variances, values, raised);
    CHECK(values == std::vector<double>{4, 2, 8, 2, 0, 2});
    CHECK(raised == std::vector<double>{9, 4, 36, 4, 0, 4});
}
