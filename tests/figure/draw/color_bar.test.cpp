#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/color_bar.hpp>
#include <diapir/figure/draw/panel_layout.hpp>

#include <cmath>
#include <limits>

using namespace diapir::figure;

TEST_CASE("a color bar has texts at its ends instead of ticks") {
    panel p;
    p.bar = color_scale{.range = {0, 123456}};
    const margins with_ticks = panel_layout(p, 200, 150, {200}).around();
    p.bar->ends = {"a", "b"};
    const margins with_ends = panel_layout(p, 200, 150, {200}).around();
    CHECK(with_ends.right < with_ticks.right - 20);
    p.bar->ends = {"a", "a long text"};
    CHECK(panel_layout(p, 200, 150, {200}).around().right > with_ends.right + 40);
    p.bar->ends = {"", "high"};
    p.x.visible = p.y.visible = false;
    canvas page(300, 200, image_format::png, 4);
    panel_layout(p, 200, 150, {200}).draw(page, {20, 20, 200, 150});
    const auto high = diapir::testing::find_color(page.pixels(), ink);
    REQUIRE(high);
    CHECK(high->bottom < 4 * 40);
    CHECK(high->left > 4 * 220);
    p.bar->ends = {"a"};
    CHECK_THROWS_WITH(panel_layout(p, 200, 150, {200}), "color bar: expected texts for both ends, got 1");
}

TEST_CASE("a color bar of any limits is drawn or refused") {
    const double largest = std::numeric_limits<double>::max();
    for (const limits& range : {limits{1, 1}, {1, std::nextafter(1, 2)}, {0, 5e-324}, {-largest, largest}, {5, -5}}) {
        canvas page(100, 200, image_format::png);
        color_bar(color_scale{.range = range}, 150).draw(page, {10, 10, 20, 150});
        CHECK_FALSE(page.finish().empty());
    }
    CHECK_THROWS_WITH(color_bar(color_scale{.range = {0, INFINITY}, .label = "m/s"}, 150),
                      "color bar 'm/s': cannot run from 0 to inf");
    CHECK_THROWS_AS(color_bar(color_scale{.range = {NAN, 1}, .ends = {"a", "b"}}, 150), diapir::argument_error);
}
