#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/waterfall.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::testing::explained;
using diapir::testing::filled;
using diapir::testing::find_color;

namespace {

const rgb down = color_at(color_map::blue_red, 0), up = color_at(color_map::blue_red, 1);

}  // namespace

TEST_CASE("arrows lead from the base value to the prediction") {
    // From 10 up by 1 to 11, down by 4 to 7, up by 8 to 15.
    const auto e = explained({"a", "b", "c"}, {-4, 8, 1}, 10);
    const figure fig = waterfall(e, filled({1, 3}, {0.25, -3, 1e7}));
    const panel& p = fig.at(0, 0);
    CHECK(p.y.categories == std::vector<std::string>{"b = \u22123", "a = 0.25", "c = 1e7"});
    CHECK(*p.x.data == limits{7, 15});
    const raster page = fig.pixels();
    const auto red = find_color(page, up), blue = find_color(page, down);
    REQUIRE((red && blue));
    const double unit = double(blue->width()) / 4;
    CHECK(double(red->width()) == Approx(8 * unit).margin(5));
    // b begins where a ends, and a begins where c ends.
    CHECK(double(red->left) == Approx(double(blue->left)).margin(4));
    CHECK(red->top < blue->top);
    CHECK(red->bottom > blue->bottom);
    const auto c = [&] {
        raster below = page;
        std::fill_n(below.pixels.begin(), (blue->bottom + 8) * page.cols, white);
        return find_color(below, up);
    }();
    REQUIRE(c);
    CHECK(double(blue->right) - unit == Approx(double(c->left)).margin(5));
    CHECK(diapir::testing::rim_is_blank(page, 6));
    const std::string svg = fig.encode(image_format::svg);
    CHECK(diapir::testing::is_well_formed(svg));
    for (const char* text : {"f(x) = 15.00", "E[f] = 10.00", "+8.00", "\u22124.00", "+1.00"})
        CHECK(svg.find(text) != std::string::npos);
}

TEST_CASE("players beyond the last row are summed") {
    const auto e = explained({"a", "b", "c", "d"}, {-4, 8, 1, 2}, 0);
    const panel p = waterfall(e, {.most = 3, .label = "USD"}).at(0, 0);
    CHECK(p.y.categories == std::vector<std::string>{"b", "a", "sum of 2 others"});
    CHECK(*p.x.data == limits{-1, 7});
    CHECK(p.x.label == "USD");
}

TEST_CASE("texts stay inside the panel, also beside arrows that are short or end at its rim") {
    for (const std::vector<double>& values : {std::vector<double>{1e-3, 3, 2e-3}, {-1e-3, -3, 0}, {0, 0, 0}}) {
        const figure fig = waterfall(explained({"a", "b", "c"}, values, 5));
        CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
        const std::string svg = fig.encode(image_format::svg);
        CHECK(svg.find("\u22120.00") == std::string::npos);
    }
}

TEST_CASE("a waterfall is of one input and one output") {
    CHECK_THROWS_WITH(waterfall(explained({"a"}, {1, 2})),
                      "waterfall: expected an explanation of one input, such as explanation.input(0), got 2");
    auto e = explained({"a"}, {1});
    CHECK_THROWS_WITH(waterfall(e, diapir::make_array<double>({1})),
                      "waterfall: x: expected a number for each input and player {1, 1}, got {1}");
    e.outputs = {2};
    CHECK_THROWS_AS(waterfall(e), diapir::argument_error);
}

TEST_CASE("a waterfall names what is not finite") {
    const auto values = [](double a, double b, double base) { return explained({"porosity", "depth"}, {a, b}, base); };
    CHECK_THROWS_WITH(waterfall(values(1, NAN, 0)), "waterfall: player 'depth': its value is nan for input 0");
    CHECK_THROWS_WITH(waterfall(values(INFINITY, 1, 0)), "waterfall: player 'porosity': its value is inf for input 0");
    CHECK_THROWS_WITH(waterfall(values(1, 2, NAN)), "waterfall: the base value is nan");
    auto e = values(1, 2, 0);
    e.predictions.data()[0] = -INFINITY;
    CHECK_THROWS_WITH(waterfall(e), "waterfall: the prediction is -inf");
    e = values(1.5e308, 1e308, 0);
    e.predictions.data()[0] = 0;
    CHECK_THROWS_WITH(waterfall(e), "waterfall: up to the row 'porosity' the values add up to inf");
    CHECK(waterfall(values(1, 2, 0), filled({1, 2}, {NAN, INFINITY})).at(0, 0).y.categories ==
          std::vector<std::string>{"depth = \u221e", "porosity = undefined"});
}

TEST_CASE("a waterfall of any magnitude is drawn") {
    for (const double size : {0.0, 5e-324, 1e-300, 1e300, -8e307})
        CHECK(waterfall(explained({"a", "b"}, {size, -size}, size)).pixels().rows > 0);
}

TEST_CASE("rows of players with long names are drawn") {
    const std::string name(300, 'n');
    const auto e = explained({name, "b"}, {1, -2}, 5);
    const figure fig = waterfall(e, filled({1, 2}, {0.25, 1}));
    CHECK(fig.pixels().cols == 1280);
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
    const std::string svg = fig.encode(image_format::svg);
    CHECK(svg.find("\u2026") != std::string::npos);
    CHECK(svg.find("n = 0.25") != std::string::npos);
    CHECK(waterfall(e, {.width = 200}).pixels().cols == 400);
}
