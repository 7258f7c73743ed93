#include "catch.hpp"
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/players/players.hpp>

using namespace diapir;
namespace players = diapir::shap::players;

TEST_CASE("elements and channels label every element") {
    const auto e = players::elements().resolve({2, 3, 4});
    CHECK(e.extents == shape{2, 3, 4});
    CHECK(e.labels[23] == 23);
    const auto c = players::channels().resolve({2, 3, 4});
    CHECK(c.extents == shape{4});
    CHECK(c.labels[4] == 0);
    CHECK(c.labels[23] == 3);
}

TEST_CASE("a grid cuts images in tiles of nearly equal size") {
    const auto g = players::grid(2, 3).resolve({5, 6, 2});
    CHECK(g.extents == shape{2, 3});
    std::vector<int> count(6, 0);
    for (auto label : g.labels) ++count.at(label);
    for (int n : count) CHECK((n == 2 * 2 * 2 || n == 3 * 2 * 2));
    CHECK(g.labels.front() == 0);
    CHECK(g.labels.back() == 5);
    CHECK_THROWS_AS(players::grid(6, 1).resolve({5, 6, 2}), argument_error);
}

TEST_CASE("products cross two rules") {
    const auto p = (players::grid(2, 2) * players::channels()).resolve({4, 4, 3});
    CHECK(p.extents == shape{2, 2, 3});
    CHECK(p.labels[0] == 0);
    CHECK(p.labels[2] == 2);
    CHECK(p.labels[4 * 4 * 3 - 1] == 11);
}

TEST_CASE("labels are taken per element or per pixel and must be complete") {
    const array<int> pixels{{0, 1}, {2, 2}};
    const auto p = players::labels(pixels).resolve({2, 2, 3});
    CHECK(p.extents == shape{3});
    CHECK(p.labels == std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2});
    CHECK(players::labels(pixels).resolve({2, 2}).labels == std::vector<std::uint32_t>{0, 1, 2, 2});
    CHECK_THROWS_WITH(players::labels(array<int>{{0, 2}}).resolve({1, 2}), Catch::Contains("label 1"));
    CHECK_THROWS_AS(players::labels(array<int>{{0, -1}}).resolve({1, 2}), argument_error);
    CHECK_THROWS_AS(players::labels(pixels).resolve({2, 3}), argument_error);
}

TEST_CASE("axes and players have names") {
    const auto plain = (players::grid(2, 2) * players::channels()).resolve({4, 4, 3});
    REQUIRE(plain.axes.size() == 3);
    CHECK(plain.axes[0].name == "row");
    CHECK(plain.name(2 * 3 + 1) == "row 1, col 0, channel 1");
    const auto named = (players::grid(2, 2) * players::channels().named({"seismic", "sobel", "energy"}))
                           .named("row", {"top", "bottom"});
    CHECK(named.resolve({4, 4, 3}).name(2 * 3 + 1) == "bottom, col 0, sobel");
    CHECK(players::elements().named({"age", "height"}).resolve({2}).name(1) == "height");
    CHECK(players::elements().resolve({2, 2}).name(3) == "1, 1");
    CHECK_THROWS_WITH(players::channels().named({"a", "b"}).resolve({4, 4, 3}),
                      Catch::Contains("expected 3 names, got 2"));
    CHECK_THROWS_WITH(players::channels().named("depth", {"a", "b"}).resolve({4, 4, 2}), Catch::Contains("depth"));
}

TEST_CASE("the classes of a mask are players, whatever their numbers") {
    const auto map = players::classes(array<int>{{0, 65535}, {7, 0}}).resolve({2, 2, 2});
    CHECK(map.extents == shape{3});
    CHECK(map.labels == std::vector<std::uint32_t>{0, 0, 2, 2, 1, 1, 0, 0});
    CHECK(map.axes == std::vector<shap::axis>{{"class", {"0", "7", "65535"}}});
}

TEST_CASE("a rule of one's own is checked") {
    const auto rule = [](std::vector<std::uint32_t> labels) {
        return shap::player_rule([labels](const shape&) { return shap::player_map{labels, {2}}; });
    };
    CHECK(rule({0, 1, 1}).resolve({3}).axes.size() == 1);
    CHECK_THROWS_AS(rule({0, 1}).resolve({3}), argument_error);
    CHECK_THROWS_WITH(rule({0, 2, 1}).resolve({3}), Catch::Contains("label 2"));
}

TEST_CASE("a rule that was moved from is refused") {
    auto given = shap::players::channels();
    const auto taken = std::move(given);
    CHECK_THROWS_WITH(given.resolve({2, 2, 3}), "player_rule: expected a rule, got one that was moved from");
}

TEST_CASE("labels and classes are whole numbers") {
    CHECK_THROWS_WITH(shap::players::labels(array<double>{0, 0.5, 1}), Catch::Contains("whole numbers, got 0.5"));
    CHECK_THROWS_AS(shap::players::labels(array<double>{0, NAN}), argument_error);
    CHECK_THROWS_AS(shap::players::classes(array<float>{0.25f, 1}), argument_error);
    CHECK_THROWS_AS(shap::outputs::regions(array<double>{0.5}), argument_error);
    CHECK(shap::players::classes(array<double>{0, 7, 7, 3}).resolve({4}).count() == 3);
}

TEST_CASE("a label beyond the number of elements leaves some out, whatever its size") {
    CHECK_THROWS_WITH(diapir::shap::players::labels(diapir::array<std::int64_t>{0, std::int64_t{1} << 50}),
                      Catch::Contains("players::labels: nothing has the label 1"));
}
