#include "catch.hpp"
#include "figure/explained.hpp"
#include <diapir/figure/explanation/ranking.hpp>

#include <cmath>
#include <vector>

using namespace diapir::figure;
using diapir::testing::explained;

TEST_CASE("players are shown by magnitude, and those beyond the last row together") {
    const std::vector<double> sizes = {1, 5, NAN, 3, 5};
    const ranking all = ranked(sizes, 5);
    CHECK(all.shown == std::vector<std::size_t>{1, 4, 3, 0, 2});
    CHECK(all.others.empty());
    CHECK(all.rows() == 5);

    const ranking some = ranked(sizes, 3);
    CHECK(some.shown == std::vector<std::size_t>{1, 4});
    CHECK(some.others == std::vector<std::size_t>{3, 0, 2});
    CHECK(some.rows() == 3);
    const std::vector<double> of = {1, 20, 300, 4000, 50000};
    CHECK(some.at(0, [&](std::size_t p) { return of[p]; }) == 20);
    CHECK(some.at(2, [&](std::size_t p) { return of[p]; }) == 4301);
    CHECK(some.text(1, [](std::size_t p) { return "x" + std::to_string(p); }) == "x4");
    CHECK(some.text(2, [](std::size_t) { return ""; }) == "sum of 3 others");
    CHECK_THROWS_WITH(ranked(sizes, 0), "ranked: 5 players cannot be shown in 0 rows");
    CHECK_THROWS_AS(ranked(std::vector<double>{}, 3), diapir::argument_error);
}

TEST_CASE("players are called by their names, else by their index") {
    auto e = explained({"age", "rooms"}, {1, 2});
    CHECK(player_names(e) == std::vector<std::string>{"age", "rooms"});
    e.player_axes[0].entries.clear();
    CHECK(player_names(e) == std::vector<std::string>{"feature 0", "feature 1"});
}

TEST_CASE("features are asked for in the extents of the explanation") {
    auto e = explained({"a", "b"}, {1, 2, 3, 4, 5, 6});
    CHECK(detail::features_of("f", e, diapir::make_array<float>({3, 2}, 7.f))(2, 1) == 7);
    CHECK_THROWS_WITH(detail::features_of("f", e, diapir::make_array<double>({2, 3})),
                      "f: x: expected a number for each input and player {3, 2}, got {2, 3}");
    e.outputs = {3};
    CHECK_THROWS_WITH(detail::require_one_output("f", e),
                      "f: expected an explanation of one output, such as explanation.output({0}), got {3}");
}
