#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure.hpp>
#include <diapir/figure/draw/figure.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::testing::find_color;

namespace {

/// An image of one value. Its pink or pale blue is nowhere else on a page without color bars.
void show(panel& p, double value, std::size_t rows = 10, std::size_t cols = 10,
          image_options options = {.color_bar = false}) {
    options.colors = color_map::bwr;
    options.range = limits{0, 1};
    imshow(p, diapir::make_array<double>({rows, cols}, value), options);
}

rgb color(double value) {
    return color_at(color_map::bwr, value);
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("data areas are aligned and equally large") {
    figure fig(2, 2, {.title = "Four panels"});
    show(fig.at(0, 0), 0.31, 10, 10, {.title = "a title", .color_bar = false});
    show(fig.at(0, 1), 0.32, 10, 10, {.color_bar = false, .ticks = true});
    show(fig.at(1, 0), 0.33, 10, 10, {.color_bar = false});
    show(fig.at(1, 1), 0.34);
    fig.at(1, 0).y.label = "y";
    const raster page = fig.pixels();
    const auto a = find_color(page, color(0.31)), b = find_color(page, color(0.32)), c = find_color(page, color(0.33));
    REQUIRE((a && b && c));
    CHECK(a->top == b->top);
    CHECK(a->left == c->left);
    CHECK(a->width() == b->width());
    CHECK(a->width() == a->height());
    CHECK(b->left > a->right + 2 * 30);  // room for the numbers of the rows
    CHECK(a->top > 2 * 58);              // room for both titles
    CHECK(c->top > a->bottom);
}

TEST_CASE("nothing reaches the rim of the page") {
    figure fig(2, 2, {.title = std::string(200, 'w').insert(60, " ").insert(30, " ").substr(0, 80)});
    show(fig.at(0, 0), 0.5, 10, 30,
         {.title = "a long title for a panel that is not wide", .color_label = "unit", .ticks = true});
    plot(fig.at(0, 1), std::vector<double>{1000000, 1000001}, {.label = "series"});
    fig.at(0, 1).x.label = "x";
    bar(fig.at(1, 0), {"instantaneous frequency", "relative amplitude change"}, std::vector<double>{1, 2});
    bar(fig.at(1, 1), {"instantaneous frequency", "b"}, std::vector<double>{-1e-9, 2e-9}, {.horizontal = true});
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));

    figure wide_number;
    wide_number.at(0, 0).x.range = limits{0, 400000};
    plot(wide_number.at(0, 0), std::vector<double>{1, 2});
    CHECK(diapir::testing::rim_is_blank(wide_number.pixels(), 6));
    figure wide_bar(1, 1, {.width = 200});
    show(wide_bar.at(0, 0), 0.5, 10, 10, {.color_label = "amplitude"});
    CHECK(diapir::testing::rim_is_blank(wide_bar.pixels(), 6));
}

TEST_CASE("the page has the size asked for, else the height its panels need") {
    figure fixed(1, 2, {.width = 500, .height = 200});
    show(fixed.at(0, 0), 0.3);
    CHECK(fixed.pixels(1).cols == 500);
    CHECK(fixed.pixels(1).rows == 200);
    CHECK(fixed.pixels(2).cols == 1000);
    figure flat(1, 1, {.width = 300}), tall(1, 1, {.width = 300});
    show(flat.at(0, 0), 0.3, 10, 40);
    show(tall.at(0, 0), 0.3, 40, 10);
    CHECK(flat.pixels().rows < tall.pixels().rows / 4);
    const auto area = find_color(flat.pixels(), color(0.3));
    CHECK(double(area->width()) / double(area->height()) == Approx(4).epsilon(0.03));
}

TEST_CASE("a panel without marks stays blank") {
    figure fig(1, 2);
    CHECK(find_color(fig.pixels(), white)->count == fig.pixels().pixels.size());
    show(fig.at(0, 1), 0.3);
    CHECK(find_color(fig.pixels(), color(0.3))->left > fig.pixels().cols / 3);
}

TEST_CASE("the texts of a figure are in its SVG") {
    figure fig(1, 1, {.title = "Salt & pepper"});
    show(fig.at(0, 0), 0.3, 10, 10, {.title = "Semblance", .color_label = "unitless"});
    const std::string svg = fig.encode(image_format::svg);
    CHECK(diapir::testing::is_well_formed(svg));
    CHECK(svg.find("<title>Salt &amp; pepper</title>") != std::string::npos);
    for (const std::string text : {"Semblance", "unitless", "0.4"}) CHECK(svg.find(text) < svg.find("</desc>"));
}

TEST_CASE("a figure is saved by the ending of its name") {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "diapir_figure_test";
    std::filesystem::create_directories(folder);
    figure fig;
    show(fig.at(0, 0), 0.3);
    fig.save(folder / "a.png");
    fig.save(folder / "a.svg");
    CHECK(contents(folder / "a.png") == fig.encode(image_format::png));
    CHECK(contents(folder / "a.svg").find("<svg") != std::string::npos);
    CHECK_THROWS_WITH(fig.save("a.pdf"), "a.pdf: a figure is a .png or .svg file");
    CHECK_THROWS_AS(fig.save(folder / "none" / "a.png"), diapir::file_error);
    CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 2);
    std::filesystem::remove_all(folder);
}

TEST_CASE("a figure says what it cannot do") {
    figure fig(2, 3);
    CHECK_THROWS_WITH(fig.at(2, 0), "figure: no panel (2, 0) in 2 x 3");
    CHECK_THROWS_AS(fig.at(6), diapir::argument_error);
    CHECK_THROWS_AS(figure(0, 1), diapir::argument_error);
    figure tiny(1, 1, {.width = 40, .height = 30});
    show(tiny.at(0, 0), 0.3);
    CHECK_THROWS_WITH(tiny.pixels(), "figure: 40 x 30 is too small for 1 x 1 panels");
}

TEST_CASE("names with control characters or in Latin-1 make an SVG that parsers read") {
    const std::string name = "B\xf6hrung\x02 1";
    figure fig(1, 1, {.width = 400, .title = name});
    panel& p = fig.at(0, 0);
    p.title = p.x.label = p.y.label = name;
    plot(p, std::vector<double>{1, 2}, {.label = name});
    const std::string svg = fig.encode(image_format::svg);
    CHECK(diapir::testing::is_well_formed(svg));
    CHECK(svg.find("B\ufffdhrung\ufffd 1") != std::string::npos);
}
