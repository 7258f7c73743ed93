#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/explanation/dependence.hpp>

#include <cmath>

using namespace diapir::figure;
using diapir::testing::explained;
using diapir::testing::filled;
using diapir::testing::find_color;

TEST_CASE("values lie over their feature, in the color of another") {
    const auto e = explained({"a", "b"}, {1, 7, 2, 8, 3, 9});
    const auto x = filled({3, 2}, {10, 1, 20, 0, 30, 1});
    figure fig(1, 1, {.width = 400});
    dependence(fig.at(0), e, x, 0, {.color_by = 1, .alpha = 1});
    const panel& p = fig.at(0);
    CHECK(*p.x.data == limits{10, 30});
    CHECK(*p.y.data == limits{1, 3});
    CHECK(p.x.label == "a");
    CHECK(p.y.label == "Shapley value of a");
    REQUIRE(p.bar);
    CHECK(p.bar->label == "b");
    CHECK(p.bar->range == limits{0, 1});
    panel without_bar = p;
    without_bar.bar.reset();
    fig.at(0) = without_bar;
    const raster page = fig.pixels();
    const auto high = find_color(page, color_at(color_map::blue_red, 1)),
               low = find_color(page, color_at(color_map::blue_red, 0));
    REQUIRE((high && low));
    CHECK(double(high->count) == Approx(2.0 * double(low->count)).epsilon(0.1));
    CHECK(high->left < low->left);
    CHECK(high->right > low->right);

    panel plain;
    dependence(plain, e, x, 1);
    CHECK_FALSE(plain.bar);
    CHECK(*plain.y.data == limits{7, 9});
    CHECK(*plain.x.data == limits{0, 1});
}

TEST_CASE("a dependence plot says what does not fit") {
    panel p;
    const auto e = explained({"a", "b"}, {1, 2});
    const auto x = filled({1, 2}, {1, 2});
    CHECK_THROWS_WITH(dependence(p, e, x, 2), "dependence: player 2 of 2 was asked for");
    CHECK_THROWS_WITH(dependence(p, e, x, 0, {.color_by = 3}), "dependence: player 3 of 2 was asked for");
    CHECK_THROWS_AS(dependence(p, e, filled({2}, {1, 2}), 0), diapir::argument_error);
}

TEST_CASE("dependence names what is not finite, and leaves out missing features") {
    panel p;
    const auto e = explained({"a", "b"}, {1, 2, 3, NAN});
    CHECK_THROWS_WITH(dependence(p, e, filled({2, 2}, {1, 2, 3, 4}), 1),
                      "dependence: player 'b': its value is nan for input 1");
    figure fig;
    dependence(fig.at(0, 0), e, filled({2, 2}, {NAN, 2, 3, 4}), 0);
    CHECK(*fig.at(0, 0).x.data == limits{3, 3});
    CHECK(fig.pixels().rows > 0);
}
