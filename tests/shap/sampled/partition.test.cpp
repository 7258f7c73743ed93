#include "catch.hpp"
#include "reference.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include <diapir/shap/result/merge.hpp>
#include <diapir/shap/sampled/partition.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

shap::explanation<double> estimate_with_tree(const table_game& g, const shap::tree_rule& t, shap::budget limits = {},
                                             shap::options o = {}) {
    o.budget = limits;
    return shap::partition(g, g.nobody(), std::move(o), {.tree = t})(g.everybody());
}

table_game game6() {
    const auto v = shap_models().get<double>("game6_v");
    return {6, 1, {v.begin(), v.end()}};
}

}  // namespace

TEST_CASE("values along a linkage are those of shap's PartitionExplainer") {
    const auto tree = shap::trees::linkage(shap_models().get<double>("tree"));
    const auto explain = shap::partition(mlp, shap_models().get<double>("mlp_background"), {}, {.tree = tree});
    const auto e = explain(shap_models().get<double>("mlp_x"));
    const auto expected = shap_models().get<double>("owen_tree");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
    CHECK(e.residual < 1e-12);
    CHECK(!e.has_standard_errors());
}

TEST_CASE("values of unions are Owen's") {
    const auto e = estimate_with_tree(game6(), shap::trees::unions(shap_models().get<int>("owen_flat_union")));
    const auto expected = shap_models().get<double>("owen_flat");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
}

TEST_CASE("a tree of one level gives Shapley values") {
    const table_game g = game6();
    CHECK(max_difference(estimate_with_tree(g, shap::trees::unions(array<int>{0, 0, 0, 0, 0, 0})).values,
                         shapley_values(g)) < 1e-12);
    CHECK(max_difference(estimate_with_tree(g, shap::trees::unions(array<int>{5, 1, 0, -2, 3, 9})).values,
                         shapley_values(g)) < 1e-12);
    const table_game two = random_game(2, 3), one = random_game(1, 3);
    CHECK(max_difference(estimate_with_tree(two, shap::trees::space_first()).values, shapley_values(two)) < 1e-14);
    CHECK(max_difference(estimate_with_tree(one, shap::trees::space_first()).values, shapley_values(one)) < 1e-14);
}

TEST_CASE("partition values keep the laws, symmetry among siblings") {
    check_laws([](const table_game& g) {
        return estimate_with_tree(g, shap::trees::linkage(array<double>{
                                         {0, 1}, {9, 2}, {3, 4}, {10, 11}, {5, 6}, {7, 8}, {13, 14}, {12, 15}}));
    });
}

TEST_CASE("a budget goes to what adds most, and the rest is split evenly") {
    // Players 0 and 1 interact; nothing else happens.
    table_game g{8, 1, std::vector<double>(256, 0.0)};
    for (std::size_t mask = 0; mask < 256; ++mask) g.at(mask) = (mask & 3) == 3 ? 4 : 0;
    const auto e = estimate_with_tree(g, shap::trees::space_first(), {.evaluations = 2 + 2 + 2 + 2});
    CHECK(e.values(0, 0, 0) == Approx(2));
    CHECK(e.values(0, 1, 0) == Approx(2));
    for (std::size_t p = 2; p < 8; ++p) CHECK(e.values.data()[p] == 0);
    const auto less = estimate_with_tree(g, shap::trees::space_first(), {.evaluations = 4});
    for (std::size_t p = 0; p < 4; ++p) CHECK(less.values.data()[p] == Approx(1));
    CHECK(less.residual < 1e-14);
    CHECK_THROWS_WITH(estimate_with_tree(g, shap::trees::space_first(), {.evaluations = 3}),
                      Catch::Contains("at least 4"));
    CHECK_THROWS_AS(
        estimate_with_tree(g, shap::trees::space_first(), {}, {.progress = [](const progress&) { return false; }}),
        shap::cancelled);
}

TEST_CASE("a tolerance, a large budget and a small memory all lead to the same values") {
    const table_game g = random_game(10, 4);
    const auto all = estimate_with_tree(g, shap::trees::space_first());
    CHECK(max_difference(estimate_with_tree(g, shap::trees::space_first(), {.tolerance = 1e-15}).values, all.values) <
          1e-12);
    std::size_t more = all.evaluations;
    for (const double tolerance : {0.2, 0.3, 0.5, 1.0}) {
        const auto some = estimate_with_tree(g, shap::trees::space_first(), {.tolerance = tolerance});
        CHECK(some.evaluations < more);
        CHECK(max_difference(some.values, all.values) > 0);
        CHECK(max_difference(some.values, all.values) < 3 * tolerance);
        more = some.evaluations;
    }
    CHECK(max_difference(estimate_with_tree(g, shap::trees::space_first(), {}, {.memory = 1}).values, all.values) <
          1e-12);
    CHECK(estimate_with_tree(g, shap::trees::space_first(), {.evaluations = 60}, {.memory = 1}).residual < 1e-12);
    const thread_limit one(1);
    CHECK(identical(estimate_with_tree(g, shap::trees::space_first(), {.evaluations = 60}),
                    estimate_with_tree(g, shap::trees::space_first(), {.evaluations = 60})));
}

TEST_CASE("every output has its values") {
    const table_game f = random_game(7, 1), g = random_game(7, 2);
    const auto both = estimate_with_tree(side_by_side(f, g), shap::trees::space_first());
    const auto a = estimate_with_tree(f, shap::trees::space_first()),
               b = estimate_with_tree(g, shap::trees::space_first());
    for (std::size_t p = 0; p < 7; ++p) {
        CHECK(both.values(0, p, 0) == Approx(a.values.data()[p]).margin(1e-14));
        CHECK(both.values(0, p, 1) == Approx(b.values.data()[p]).margin(1e-14));
    }
}

TEST_CASE("explanations along different trees are not merged, though one rule made them") {
    const table_game g = random_game(4, 1);
    const auto along = [&](const array<int>& unions) { return estimate_with_tree(g, shap::trees::unions(unions)); };
    const auto a = along({0, 0, 1, 1}), same = along({7, 7, 9, 9}), other = along({0, 1, 0, 1});
    CHECK(a.made_with.settings.starts_with("tree unions "));
    CHECK(shap::merge(a, same).size() == 2);
    CHECK_THROWS_WITH(shap::merge(a, other), Catch::Contains("other settings (tree unions "));
}
