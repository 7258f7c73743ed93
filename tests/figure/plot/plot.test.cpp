#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/plot.hpp>

#include <cmath>
#include <vector>

using namespace diapir::figure;
using diapir::testing::find_color;
using diapir::testing::red;

namespace {

/// A figure whose only panel has no axes, so that its data area is nearly the page.
figure bare() {
    figure fig(1, 1, {.width = 200, .height = 200});
    fig.at(0, 0).x.visible = fig.at(0, 0).y.visible = false;
    return fig;
}

}  // namespace

TEST_CASE("a line goes from point to point") {
    figure fig = bare();
    plot(fig.at(0, 0), std::vector<int>{0, 10}, std::vector<double>{1, 1}, {.color = red});
    const auto line = find_color(fig.pixels(), red);
    REQUIRE(line);
    CHECK(line->height() <= 5);
    CHECK(line->width() > 280);
}

TEST_CASE("without positions a line counts from one") {
    panel p;
    plot(p, std::vector<double>{5, 6, 9});
    CHECK(*p.x.data == limits{1, 3});
    CHECK(*p.y.data == limits{5, 9});
}

TEST_CASE("a NaN interrupts a line, and a point alone is a dot") {
    figure fig = bare();
    fig.at(0, 0).x.range = limits{0, 4};
    plot(fig.at(0, 0), std::vector<double>{0, 1, 2, 3, 4}, std::vector<double>{0, 0, NAN, 0, NAN}, {.color = red});
    const raster page = fig.pixels();
    const auto all = find_color(page, red);
    const std::size_t row = (all->top + all->bottom) / 2;
    const auto at = [&](double x) { return page.at(row, 24 + static_cast<std::size_t>(x * 352 / 4)) == red; };
    CHECK(at(0.5));
    CHECK_FALSE(at(1.5));
    CHECK_FALSE(at(2.5));
    CHECK(at(3));
    CHECK_FALSE(at(3.5));
}

TEST_CASE("series have colors of their own and legend entries where they have labels") {
    panel p;
    plot(p, std::vector<double>{1, 2}, {.label = "a"});
    plot(p, std::vector<double>{1, 2});
    plot(p, std::vector<double>{1, 2}, {.label = "b", .dashed = true});
    vertical_line(p, 7, {.label = "best", .color = red});
    REQUIRE(p.legend.size() == 3);
    CHECK(p.legend[0].color == series_color(0));
    CHECK(p.legend[1].color == series_color(2));
    CHECK(p.legend[1].mark == legend_mark::dashed_line);
    CHECK(p.legend[2].color == red);
    CHECK(p.x.data->high == 7);
}

TEST_CASE("a vertical line crosses the panel, a dot is round") {
    figure fig = bare();
    fig.at(0, 0).x.range = fig.at(0, 0).y.range = limits{0, 2};
    vertical_line(fig.at(0, 0), 1, {.color = red, .width = 1});
    dot(fig.at(0, 0), 0.5, 1, {.color = rgb{0, 0, 255}, .width = 4});
    const auto line = find_color(fig.pixels(), red), point = find_color(fig.pixels(), {0, 0, 255});
    CHECK(line->width() == 2);
    CHECK(line->height() > 330);
    CHECK(double(point->width()) == Approx(24).margin(2));
    CHECK(point->width() == point->height());
}

TEST_CASE("positions come in pairs") {
    panel p;
    CHECK_THROWS_WITH(plot(p, std::vector<double>{1, 2}, std::vector<double>{1}),
                      "plot: 2 positions x, but 1 positions y");
}

TEST_CASE("a vertical line needs a position on the axis") {
    panel p;
    CHECK_THROWS_WITH(vertical_line(p, NAN, {.label = "best"}), "vertical_line 'best': the axis has no position nan");
    CHECK_THROWS_WITH(vertical_line(p, INFINITY), "vertical_line: the axis has no position inf");
    p.x.scale = axis_scale::log;
    CHECK_THROWS_AS(vertical_line(p, 0), diapir::argument_error);
}

TEST_CASE("infinite points interrupt a line, and equal points are drawn") {
    figure fig;
    plot(fig.at(0, 0), std::vector<double>{1, 2, 3, 4, 5, INFINITY}, std::vector<double>{1, 1, INFINITY, 1, 1, 1},
         {.color = diapir::testing::red});
    CHECK(*fig.at(0, 0).y.data == limits{1, 1});
    const auto page = fig.pixels();
    const auto line = diapir::testing::find_color(page, diapir::testing::red);
    REQUIRE(line);
    CHECK(line->width() > page.cols / 2);
    const std::size_t middle = (line->left + line->right) / 2;
    for (std::size_t row = 0; row < page.rows; ++row) CHECK(page.at(row, middle) != diapir::testing::red);
}
