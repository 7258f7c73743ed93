#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/scatter.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace diapir::figure;
using diapir::testing::find_color;

TEST_CASE("points have the colors of their groups") {
    figure fig(1, 1, {.width = 300, .height = 200});
    scatter(fig.at(0, 0), std::vector<double>{0, 1, 2, NAN}, std::vector<double>{0, 1, 2, 3},
            std::vector<int>{0, 1, 0, 1}, {.alpha = 1, .radius = 5});
    const auto first = find_color(fig.pixels(), series_color(0)), second = find_color(fig.pixels(), series_color(1));
    CHECK(double(first->count) == Approx(2 * 3.1416 * 100).epsilon(0.15));
    CHECK(double(second->count) == Approx(3.1416 * 100).epsilon(0.15));
    CHECK(first->left < second->left);
    CHECK(first->right > second->right);
    CHECK(*fig.at(0, 0).y.data == limits{0, 2});
}

TEST_CASE("points have the colors of their values on a scale") {
    figure fig(1, 1, {.width = 300, .height = 200});
    scatter(fig.at(0, 0), std::vector<double>{0, 1, 2}, std::vector<double>{0, 1, 2}, std::vector<double>{5, 9, NAN},
            color_scale{color_map::blue_red, {5, 9}, "depth"}, {.alpha = 1, .radius = 5});
    REQUIRE(fig.at(0, 0).bar);
    CHECK(fig.at(0, 0).bar->label == "depth");
    fig.at(0, 0).bar.reset();
    const raster page = fig.pixels();
    const auto low = find_color(page, color_at(color_map::blue_red, 0)),
               high = find_color(page, color_at(color_map::blue_red, 1)), missing = find_color(page, not_a_number);
    REQUIRE((low && high && missing));
    CHECK(low->right < high->left);
    CHECK(high->right < missing->left);
    CHECK_THROWS_WITH(
        scatter(fig.at(0, 0), std::vector<double>{1}, std::vector<double>{1}, std::vector<double>{}, color_scale{}),
        "scatter: 1 positions x, 1 positions y and 0 values");
}

TEST_CASE("named groups are in the legend, also those without a point") {
    panel p;
    scatter(p, std::vector<double>{1}, std::vector<double>{1}, std::vector<int>{0}, {.names = {"a", "b"}});
    REQUIRE(p.legend.size() == 2);
    CHECK(p.legend[1].label == "b");
    CHECK(p.legend[1].color == series_color(1));
    scatter(p, std::vector<double>{1}, std::vector<double>{1}, {.names = {"c"}, .colors = {ink}});
    CHECK(p.legend[2].color == ink);
}

TEST_CASE("a scatter plot says what does not fit") {
    panel p;
    const std::vector<double> two = {1, 2}, one = {1};
    CHECK_THROWS_WITH(scatter(p, two, one), "scatter: 2 positions x, 1 positions y and 2 groups");
    CHECK_THROWS_WITH(scatter(p, one, one, std::vector<int>{-1}), "scatter: groups are counted from 0, got -1");
    CHECK_THROWS_WITH(scatter(p, two, two, std::vector<int>{0, 2}, {.names = {"a", "b"}}),
                      "scatter: 3 groups, but 2 names");
    CHECK_THROWS_WITH(scatter(p, two, two, std::vector<int>{0, 1}, {.colors = {ink}}),
                      "scatter: 2 groups, but 1 colors");
}

TEST_CASE("a group is a whole number") {
    panel p;
    const std::vector<double> one{1};
    for (const double group : std::vector<double>{-1, 0.5, NAN, INFINITY, 1e15})
        CHECK_THROWS_AS(scatter(p, one, one, std::vector<double>{group}), diapir::argument_error);
}

TEST_CASE("points whose positions differ by rounding, or are as far apart as numbers are, are drawn") {
    const double largest = std::numeric_limits<double>::max();
    for (const std::vector<double>& x : {std::vector<double>{0.3, std::nextafter(0.3, 1.0)},
                                         {-largest, largest},
                                         {1.7e18, 1.7e18 + 900},
                                         {0, 5e-324},
                                         {NAN, INFINITY}}) {
        figure fig;
        scatter(fig.at(0, 0), x, std::vector<double>{0, 1});
        scatter(fig.at(0, 0), std::vector<double>{0, 1}, x, x, color_scale{color_map::viridis, limits_of(x)});
        CHECK(fig.pixels().rows > 0);
    }
}
