#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/bar.hpp>

#include <cmath>
#include <vector>

using namespace diapir::figure;
using diapir::testing::find_color;
using diapir::testing::red;

TEST_CASE("bars are as long as their values, either way") {
    for (const bool horizontal : {false, true}) {
        figure fig(1, 1, {.width = 400, .height = 400});
        bar(fig.at(0, 0), {"a", "b"}, std::vector<double>{4, 1}, {.horizontal = horizontal, .color = red});
        const raster page = fig.pixels();
        const auto bars = find_color(page, red);
        REQUIRE(bars);
        // Two bars of width 0.7 with 0.3 between them; the second a quarter of the first.
        CHECK(double(bars->count) / double(bars->width() * bars->height()) ==
              Approx(0.7 * 5 / (1.7 * 4)).epsilon(0.03));
        CHECK(page.at(bars->top + 4, bars->left + 4) == red);
        CHECK(page.at(bars->bottom - 4, horizontal ? bars->left + 4 : bars->right - 4) == red);
        CHECK_FALSE(page.at(horizontal ? bars->bottom - 4 : bars->top + 4, bars->right - 4) == red);
    }
}

TEST_CASE("bars of negative values hang from zero") {
    panel p;
    bar(p, {"a", "b", "c"}, std::vector<double>{2, -1, NAN}, {.errors = {0.5, 0.5, 0.5}});
    CHECK(*p.y.data == limits{-1.5, 2.5});
    CHECK(p.x.ends() == limits{-0.5, 2.5});
    panel below;
    bar(below, {"a"}, std::vector<double>{-1});
    CHECK(below.y.ends().high == 0);
}

TEST_CASE("a bar chart says what does not fit") {
    panel p;
    CHECK_THROWS_WITH(bar(p, {"a"}, std::vector<double>{1, 2}), "bar: 1 names, but 2 values");
    CHECK_THROWS_WITH(bar(p, {"a"}, std::vector<double>{1}, {.errors = {1, 2}}), "bar: 1 values, but 2 errors");
    CHECK_THROWS_WITH(bar(p, {}, std::vector<double>{}), "bar: expected at least one name");
    p.y.scale = axis_scale::log;
    CHECK_THROWS_AS(bar(p, {"a"}, std::vector<double>{1}), diapir::argument_error);
}

TEST_CASE("bars and errors that are not finite are left out") {
    figure fig;
    bar(fig.at(0, 0), {"a", "b", "c", "d"}, std::vector<double>{2, INFINITY, NAN, 1},
        {.errors = {NAN, 1, 1, INFINITY}});
    CHECK(*fig.at(0, 0).y.data == limits{0, 2});
    CHECK(fig.pixels().rows > 0);
}
