#include "catch.hpp"
#include <diapir/figure/draw/panel_layout.hpp>

#include <string>

using namespace diapir::figure;

TEST_CASE("each text takes its room") {
    panel p;
    const margins bare = panel_layout(p, 200, 150, {200}).around();
    p.title = "Title";
    const margins titled = panel_layout(p, 200, 150, {200}).around();
    CHECK(titled.top > bare.top + 12);
    p.legend.push_back({"series", ink});
    const margins with_legend = panel_layout(p, 200, 150, {200}).around();
    CHECK(with_legend.top > titled.top + 10);
    for (int i = 0; i < 5; ++i) p.legend.push_back({"another series", ink});
    CHECK(panel_layout(p, 200, 150, {200}).around().top > with_legend.top + 20);
    p.x.label = p.y.label = std::string("label");
    const margins labeled = panel_layout(p, 200, 150, {200}).around();
    CHECK(labeled.bottom > bare.bottom + 10);
    CHECK(labeled.left > bare.left + 10);
    p.bar = color_scale{};
    CHECK(panel_layout(p, 200, 150, {200}).around().right > bare.right + 30);
    p.x.visible = p.y.visible = false;
    p.x.label.clear();
    p.y.label.clear();
    CHECK(panel_layout(p, 200, 150, {200}).around().left == 0);
    CHECK(panel_layout(p, 200, 150, {200}).around().bottom == 0);
}

TEST_CASE("names that do not fit side by side are turned") {
    panel p;
    p.x.range = limits{-0.5, 1.5};
    p.x.categories = {"instantaneous frequency", "semblance"};
    const double length = text_width("instantaneous frequency", detail::tick_style);
    CHECK(panel_layout(p, 500, 150, {500}).around().bottom < 20);
    CHECK(panel_layout(p, 150, 150, {150}).around().bottom > length);
}

TEST_CASE("names that are too long are cut") {
    panel p;
    p.x.range = p.y.range = limits{-0.5, 1.5};
    p.x.categories = p.y.categories = {std::string(200, 'm'), "semblance"};
    const margins around = panel_layout(p, 500, 150, {.title = 500, .names = 100, .turned = 60}).around();
    CHECK(around.left > 80);
    CHECK(around.left < 110);
    CHECK(around.bottom > 40);
    CHECK(around.bottom < 70);
}
