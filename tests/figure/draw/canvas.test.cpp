#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/canvas.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace diapir::figure;
using diapir::testing::blue;
using diapir::testing::find_color;
using diapir::testing::red;

TEST_CASE("a page begins white, with the pixels of its scale") {
    const raster page = canvas(30.5, 20, image_format::png, 2).pixels();
    CHECK(page.cols == 61);
    CHECK(page.rows == 40);
    CHECK(find_color(page, white)->count == 61 * 40);
}

TEST_CASE("an image has sharp pixels in the order of its rows") {
    canvas page(40, 30, image_format::png, 2);
    page.image({2, 3, {red, blue, red, blue, blue, {1, 2, 3}}}, {5, 4, 21, 10});
    const raster pixels = page.pixels();
    const auto reds = find_color(pixels, red), blues = find_color(pixels, blue), last = find_color(pixels, {1, 2, 3});
    CHECK(reds->count == 2 * 14 * 10);
    CHECK(blues->count == 3 * 14 * 10);
    CHECK(last->left == 2 * 5 + 2 * 14);
    CHECK(last->top == 2 * 4 + 10);
    CHECK(last->count == 14 * 10);
    CHECK(pixels.at(8, 10) == red);
    CHECK(pixels.at(8, 24) == blue);
    CHECK_THROWS_WITH(page.image({2, 2, {red}}, {0, 0, 9, 9}), "canvas: an image of 2 x 2 cannot have 1 pixels");
}

TEST_CASE("shapes cover what they say") {
    canvas page(100, 50, image_format::png, 2);
    page.rectangle({10, 10, 20, 5}, fill{red});
    page.line({40, 20}, {60, 20}, pen{blue, 1});
    const auto rectangle = find_color(page.pixels(), red), line = find_color(page.pixels(), blue);
    CHECK(rectangle->count == 40 * 10);
    CHECK(rectangle->left == 20);
    CHECK(line->count == 40 * 2);
    CHECK(line->top == 39);

    page.circle({80, 25}, 10, fill{red});
    page.polygon(std::vector<point>{{2, 2}, {8, 2}, {8, 8}, {2, 8}}, fill{blue, 0.5});
    CHECK(double(find_color(page.pixels(), red)->count) == Approx(40 * 10 + 3.14159 * 400).epsilon(0.1));
    CHECK(page.pixels().at(10, 10).r == Approx(127).margin(1));
    CHECK(page.pixels().at(10, 10).b == 255);
}

TEST_CASE("one drawing does not run on into the next") {
    canvas page(60, 40, image_format::png, 2);
    page.text("ab", {5, 10}, {.size = 8, .color = blue});
    page.line({50, 30}, {55, 30}, pen{red, 2});
    CHECK(find_color(page.pixels(), red)->top == 2 * 29);
}

TEST_CASE("clipping ends with its box") {
    canvas page(40, 40, image_format::png, 1);
    page.clipped({10, 10, 5, 5}, [&] { page.rectangle({0, 0, 40, 40}, fill{red}); });
    CHECK(find_color(page.pixels(), red)->count == 25);
    page.rectangle({0, 0, 40, 1}, fill{blue});
    CHECK(find_color(page.pixels(), blue)->count == 40);
}

TEST_CASE("text lies where its alignment says") {
    const auto drawn = [](const text_style& style) {
        canvas page(200, 200, image_format::png, 1);
        page.text("HHHH", {100, 100}, style);
        raster pixels = page.pixels();
        for (rgb& p : pixels.pixels) p = p == white ? white : red;
        return *find_color(pixels, red);
    };
    text_style style{.size = 20};
    const double width = text_width("HHHH", style);
    CHECK(width == Approx(4 * 0.752 * 20).epsilon(0.01));  // the advance of H in DejaVu Sans
    CHECK(double(drawn(style).left) == Approx(100).margin(3));
    CHECK(double(drawn(style).bottom) == Approx(100).margin(1.5));
    style.horizontal = align::right;
    style.vertical = baseline::top;
    CHECK(double(drawn(style).right) == Approx(100).margin(3));
    CHECK(double(drawn(style).top) == Approx(100).margin(1.5));
    style.horizontal = align::center;
    style.vertical = baseline::middle;
    CHECK(double(drawn(style).left + drawn(style).right) / 2 == Approx(100).margin(1.5));
    CHECK(double(drawn(style).top + drawn(style).bottom) / 2 == Approx(100).margin(1.5));
    CHECK(double(drawn(style).width()) == Approx(width).margin(5));
    style.rotation = 90;
    CHECK(double(drawn(style).height()) == Approx(width).margin(5));
    style.horizontal = align::left;
    CHECK(double(drawn(style).bottom) == Approx(100).margin(3));  // upwards from the position
}

TEST_CASE("a PNG is a PNG, an SVG is XML that holds its texts and its pixels unsmoothed") {
    for (const image_format format : {image_format::png, image_format::svg}) {
        canvas page(80, 60, format);
        page.text("A & <title>", {10, 10}, {});
        page.text("one", {10, 20}, {});
        page.text("two", {10, 30}, {});
        page.image({1, 2, {red, blue}}, {10, 40, 20, 10});
        const std::string bytes = page.finish();
        if (format == image_format::png) {
            CHECK(bytes.substr(0, 8) == "\x89PNG\r\n\x1a\n");
        } else {
            CHECK(diapir::testing::is_well_formed(bytes));
            CHECK(bytes.find("<title>A &amp; &lt;title&gt;</title>") != std::string::npos);
            CHECK(bytes.find("<desc>one; two</desc>") != std::string::npos);
            CHECK(bytes.find("width=\"80px\" height=\"60px\"") != std::string::npos);
            CHECK(bytes.find("style=\"image-rendering:pixelated\"") < bytes.find("<image"));
            CHECK(bytes.find("data:image/png;base64,") != std::string::npos);
        }
    }
    const std::string blank = canvas(9, 9, image_format::svg).finish();
    CHECK(diapir::testing::is_well_formed(blank));
    CHECK(blank.find("<title>") == std::string::npos);
}

TEST_CASE("a position that is not finite is named, one far off the page is not a fault") {
    canvas page(20, 20, image_format::png);
    CHECK_THROWS_WITH(page.line({1, 2}, {NAN, 3}, pen{}), "canvas: cannot draw at (nan, 3)");
    CHECK_THROWS_AS(page.text("a", {INFINITY, 1}, {}), diapir::argument_error);
    CHECK_THROWS_AS(page.circle({1, NAN}, 2, fill{}), diapir::argument_error);
    CHECK_THROWS_AS(page.rectangle({1, 1, NAN, 2}, fill{}), diapir::argument_error);
    CHECK_THROWS_AS(page.image({1, 1, {red}}, {NAN, 1, 1, 2}), diapir::argument_error);
    page.line({-1e300, 10}, {1e300, 10}, pen{red, 2});
    page.circle({1e9, 1e9}, 3, fill{blue});
    const raster pixels = page.pixels();
    CHECK(find_color(pixels, red)->width() == 40);
    CHECK_FALSE(find_color(pixels, blue));
    CHECK_FALSE(page.finish().empty());
}

TEST_CASE("texts that are not UTF-8 or hold control characters make pages that every reader takes") {
    const std::string name = std::string("a\x01") + '\0' + "b\n\xff\x1b[0m";
    for (const image_format format : {image_format::png, image_format::svg}) {
        canvas page(80, 60, format);
        page.text(name, {10, 10}, {});
        const std::string bytes = page.finish();
        if (format == image_format::svg)
            CHECK(bytes.find("<title>a\ufffd\ufffdb \ufffd\ufffd[0m</title>") != std::string::npos);
    }
    CHECK(text_width(name, {}) == Approx(text_width("a\ufffd\ufffdb \ufffd\ufffd[0m", {})));
}

TEST_CASE("a page that takes the place of another is that page") {
    for (const auto format : {image_format::png, image_format::svg}) {
        canvas first(20, 10, format), second(30, 10, format), same(30, 10, format);
        first.rectangle({1, 1, 5, 5}, fill{red});  // an unfinished SVG still writes when it ends
        for (auto* page : {&second, &same}) page->rectangle({2, 2, 5, 5}, fill{red});
        first = std::move(second);
        CHECK(first.width() == 30);
        const std::string bytes = first.finish(), expected = same.finish();
        const auto drawn = [&](const std::string& page) {  // cairo counts the pages of a program before it
            return format == image_format::svg ? page.substr(page.find("<rect")) : page;
        };
        CHECK(drawn(bytes) == drawn(expected));
    }
}

TEST_CASE("a page says what it cannot do") {
    CHECK_THROWS_WITH(canvas(0, 5, image_format::png), "canvas: a page of 0 x 5 at a scale of 2 cannot be drawn");
    CHECK_THROWS_AS(canvas(20000, 5, image_format::png), diapir::argument_error);
    canvas page(20, 20, image_format::svg);
    CHECK_THROWS_WITH(page.pixels(), "canvas: an SVG has no pixels");
}
