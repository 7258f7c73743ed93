#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap.hpp>

using namespace diapir;
using diapir::testing::max_difference;

namespace {

constexpr std::size_t player_count = 8;

/// {2^players, 2}: the values of all coalitions, by mask.
const array<double>& worths() {
    static const array<double> v = [] {
        const auto g =
            testing::side_by_side(testing::random_game(player_count, 1), testing::random_game(player_count, 2));
        array<double> all = make_array<double>({std::size_t{1} << player_count, 2});
        std::copy(g.values.begin(), g.values.end(), all.data());
        return all;
    }();
    return v;
}
const shap::table_game table = shap::games::table(worths());
const auto function = shap::games::function(player_count, shape{2}, [](const shap::coalitions& rows) {
    array<double> v = make_array<double>({rows.size(), 2});
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::copy_n(worths().data() + 2 * rows.words(r)[0], 2, v.data() + 2 * r);
    return v;
});

/// The Shapley values by their definition.
array<double> brute_force() {
    array<double> phi = make_array<double>({1, player_count, 2}, 0.0);
    const auto weights = shap::detail::shapley_weights(player_count);
    for (std::size_t mask = 0; mask < std::size_t{1} << player_count; ++mask)
        for (std::size_t p = 0; p < player_count; ++p)
            for (std::size_t o = 0; o < 2 && !(mask >> p & 1); ++o)
                phi(0, p, o) += weights[static_cast<std::size_t>(std::popcount(mask))] *
                                (worths()(mask | std::size_t{1} << p, o) - worths()(mask, o));
    return phi;
}

}  // namespace

TEST_CASE("a table and a function of coalitions are games for every estimator") {
    const auto expected = brute_force();
    const auto check = [&](const auto& explain, double within) {
        for (const auto& e : {explain(table), explain(function)}) {
            INFO(e.estimator);
            CHECK(max_difference(e.values, expected) < within);
            CHECK(e.residual < 1e-12);
            CHECK(e.predictions(0, 1) == worths()(255, 1));
            CHECK(e.base_values(0) == worths()(0, 0));
        }
    };
    const shap::options some{.budget = {.evaluations = 200}, .seed = 5};
    check([](const auto& g) { return shap::exact(g); }, 1e-13);
    check([](const auto& g) { return shap::kernel(g, {.budget = {.evaluations = 256}}); }, 1e-12);
    check([&](const auto& g) { return shap::kernel(g, some); }, 0.3);
    check([&](const auto& g) { return shap::permutation(g, some); }, 0.3);
    check([&](const auto& g) { return shap::sampling(g, some); }, 0.3);
    const auto sampled = shap::permutation(table, some);
    CHECK(sampled.has_standard_errors());
    CHECK(sampled.evaluations <= 200);
    CHECK(sampled.made_with.seed == 5);
    // Owen values of pairs of players add up as well.
    CHECK(shap::partition(table, {}, {.tree = shap::trees::unions(array<int>{0, 0, 1, 1, 2, 2, 3, 3})}).residual <
          1e-12);
}

TEST_CASE("games have interactions, one-player values and measures of quality") {
    const auto pairs = shap::interactions(table, {}, {.index = shap::interaction_index::sii});
    CHECK(max_difference(pairs.singles.values, shap::exact(table).values) < 1e-12);
    CHECK(pairs.pairs(0, 1, 2, 0) == pairs.pairs(0, 2, 1, 0));
    CHECK(shap::occlusion(function).values(0, 3, 1) == Approx(worths()(255, 1) - worths()(255 ^ 8, 1)));
    CHECK(shap::additive(function).values(0, 3, 1) == Approx(worths()(8, 1) - worths()(0, 1)));
    const auto e = shap::exact(table);
    CHECK(shap::infidelity(table, e)(0, 0) > 0);
    CHECK(shap::deletion(table, e).values(0, 1, 0) == Approx(worths()(255, 1)));
    CHECK(shap::insertion(table, e).values(0, 1, 0) == Approx(worths()(0, 1)));
    // A game without interactions is told faithfully.
    const auto counts = shap::games::function(5, shape{}, [](const shap::coalitions& rows) {
        array<double> v = make_array<double>({rows.size()});
        for (std::size_t r = 0; r < rows.size(); ++r) v(r) = static_cast<double>(rows.count(r));
        return v;
    });
    CHECK(shap::infidelity(counts, shap::exact(counts)).data()[0] < 1e-24);
}

TEST_CASE("options choose outputs and the scale of a game") {
    const auto second = shap::exact(table, {.outputs = shap::outputs::indices({1})});
    CHECK(second.outputs == shape{1});
    CHECK(second.values(0, 2, 0) == Approx(shap::exact(table).values(0, 2, 1)));
    const auto chance = shap::games::table(array<double>{0.25, 0.5, 0.5, 0.75}, {"salt", "sand"});
    const auto odds = shap::exact(chance, {.link = shap::link::logit});
    CHECK(odds.base_values.data()[0] == Approx(std::log(1 / 3.0)));
    CHECK(odds.values(0, 0) == Approx(std::log(3.0)));
    CHECK(odds.player_axes.front().entries == std::vector<std::string>{"salt", "sand"});
    CHECK_THROWS_WITH(shap::exact(shap::games::table(array<double>{0, 2}), {.link = shap::link::logit}),
                      Catch::Contains("probability"));
}

TEST_CASE("a table that was moved from is whole") {
    auto given = shap::games::table(array<double>{0, 1, 2, 4});
    const auto taken = std::move(given);
    CHECK((shap::exact(given).values == shap::exact(taken).values));
    CHECK(given.players().axes == taken.players().axes);
}

TEST_CASE("tables and functions that are none are refused") {
    CHECK_THROWS_WITH(shap::games::table(array<double>{1, 2, 3}), Catch::Contains("{2^players, outputs...}, got {3}"));
    CHECK_THROWS_AS(shap::games::table(array<double>{1}), argument_error);
    CHECK_THROWS_AS(shap::games::table(array<double>{1, 2, 3, 4}, {"one"}), argument_error);
    const auto few = shap::games::function(3, shape{2}, [](const shap::coalitions&) { return array<double>{1, 2}; });
    CHECK_THROWS_WITH(shap::exact(few), Catch::Contains("expected {2, 2}"));
}
