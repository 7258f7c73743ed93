#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/layout.hpp>

#include <string>
#include <vector>

using namespace diapir::figure;

TEST_CASE("texts are wrapped to a width") {
    const text_style style{.size = 12};
    const std::string text = "the quick brown fox jumps over the lazy dog";
    const std::vector<std::string> lines = detail::wrapped(text, style, 100);
    CHECK(lines.size() > 2);
    std::string joined;
    for (const std::string& line : lines) {
        CHECK(text_width(line, style) <= 100);
        joined += (joined.empty() ? "" : " ") + line;
    }
    CHECK(joined == text);
    CHECK(detail::wrapped("unbreakable", style, 10) == std::vector<std::string>{"unbreakable"});
    CHECK(detail::wrapped("", style, 10).empty());
}

TEST_CASE("each text takes its room") {
    panel p;
    const margins bare = panel_layout(p, 200, 150, 200).around();
    p.title = "Title";
    const margins titled = panel_layout(p, 200, 150, 200).around();
    CHECK(titled.top > bare.top + 12);
    p.legend.push_back({"series", ink});
    const margins with_legend = panel_layout(p, 200, 150, 200).around();
    CHECK(with_legend.top > titled.top + 10);
    for (int i = 0; i < 5; ++i) p.legend.push_back({"another series", ink});
    CHECK(panel_layout(p, 200, 150, 200).around().top > with_legend.top + 20);
    p.x.label = p.y.label = std::string("label");
    const margins labelled = panel_layout(p, 200, 150, 200).around();
    CHECK(labelled.bottom > bare.bottom + 10);
    CHECK(labelled.left > bare.left + 10);
    p.bar = color_scale{};
    CHECK(panel_layout(p, 200, 150, 200).around().right > bare.right + 30);
    p.x.visible = p.y.visible = false;
    p.x.label.clear();
    p.y.label.clear();
    CHECK(panel_layout(p, 200, 150, 200).around().left == 0);
    CHECK(panel_layout(p, 200, 150, 200).around().bottom == 0);
}

TEST_CASE("a colour bar has texts at its ends instead of ticks") {
    panel p;
    p.bar = color_scale{.range = {0, 123456}};
    const margins with_ticks = panel_layout(p, 200, 150, 200).around();
    p.bar->ends = {"a", "b"};
    const margins with_ends = panel_layout(p, 200, 150, 200).around();
    CHECK(with_ends.right < with_ticks.right - 20);
    p.bar->ends = {"a", "a long text"};
    CHECK(panel_layout(p, 200, 150, 200).around().right > with_ends.right + 40);
    p.bar->ends = {"", "high"};
    p.x.visible = p.y.visible = false;
    canvas page(300, 200, image_format::png, 4);
    panel_layout(p, 200, 150, 200).draw(page, {20, 20, 200, 150});
    const auto high = diapir::testing::find_color(page.pixels(), ink);
    REQUIRE(high);
    CHECK(high->bottom < 4 * 40);
    CHECK(high->left > 4 * 220);
    p.bar->ends = {"a"};
    CHECK_THROWS_WITH(panel_layout(p, 200, 150, 200), "color bar: expected texts for both ends, got 1");
}

TEST_CASE("names that do not fit side by side are turned") {
    panel p;
    p.x.range = limits{-0.5, 1.5};
    p.x.categories = {"instantaneous frequency", "semblance"};
    const double length = text_width("instantaneous frequency", detail::tick_style);
    CHECK(panel_layout(p, 500, 150, 500).around().bottom < 20);
    CHECK(panel_layout(p, 150, 150, 150).around().bottom > length);
}
