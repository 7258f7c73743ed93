#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/imshow.hpp>

#include <cmath>
#include <cstddef>
#include <utility>

using namespace diapir::figure;
using diapir::testing::find_color;

namespace {

diapir::array<double> ramp() {
    auto values = diapir::make_array<double>({2, 4});
    for (std::size_t i = 0; i < 8; ++i) values.data()[i] = static_cast<double>(i);
    return values;
}

}  // namespace

TEST_CASE("an image shows each value in the color of the map") {
    auto values = ramp();
    values(1, 2) = NAN;
    figure fig(1, 1, {.width = 300});
    imshow(fig.at(0, 0), values, {.colors = color_map::viridis, .color_bar = false});
    const raster page = fig.pixels();
    double size = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        const auto square = find_color(page, color_of(color_map::viridis, values.data()[i], {0, 7}));
        REQUIRE(square);
        if (i == 0) size = static_cast<double>(square->width());
        CHECK(double(square->width()) == Approx(size).margin(3));
        CHECK(double(square->height()) == Approx(size).margin(3));
        CHECK(square->count >= square->width() * square->height() * 9 / 10);
        CHECK((square->top > page.rows / 2) == (i >= 4));
    }
    CHECK(size > 60);
}

TEST_CASE("the range, where given, sets the colors of the image and of its bar") {
    figure fig;
    imshow(fig.at(0, 0), ramp(), {.title = "t", .colors = color_map::bwr, .range = limits{-7, 7}, .color_label = "m"});
    const panel& p = fig.at(0, 0);
    CHECK(p.title == "t");
    CHECK(p.aspect == 0.5);
    REQUIRE(p.bar);
    CHECK(p.bar->range == limits{-7, 7});
    CHECK(p.bar->label == "m");
    const raster page = fig.pixels();
    CHECK(find_color(page, color_of(color_map::bwr, 3, {-7, 7})));
    CHECK(find_color(page, color_of(color_map::bwr, 7, {-7, 7})));
    // Negative values are in the bar only: a narrow strip to the right of the image, blue below.
    const auto bluish = find_color(page, color_of(color_map::bwr, -3.5, {-7, 7}));
    REQUIRE(bluish);
    CHECK(bluish->width() < 30);
    CHECK(bluish->left > find_color(page, color_of(color_map::bwr, 7, {-7, 7}))->left);
    CHECK(bluish->top > page.rows / 2);
}

TEST_CASE("any expression of any number can be shown, also a constant one") {
    panel p;
    imshow(p, diapir::make_array<float>({3, 3}, 2.0f));
    CHECK(p.bar->range == limits{2, 2});
    figure fig;
    fig.at(0, 0) = p;
    CHECK(find_color(fig.pixels(), color_at(color_map::viridis, 0.5)));
    imshow(p, xt::view(ramp(), xt::all(), xt::range(0, 2)));
    CHECK(p.aspect == 1);
}

TEST_CASE("one row, one column and what is almost so can be shown") {
    for (const auto& [rows, cols] :
         {std::pair<std::size_t, std::size_t>{1, 30}, {30, 1}, {3, 65000}, {65000, 3}, {1, 1}}) {
        figure fig;
        imshow(fig.at(0, 0), diapir::make_array<double>({rows, cols}, 1.0));
        const raster page = fig.pixels();
        CHECK((page.rows >= 30 && page.rows < 20 * page.cols));
        CHECK(find_color(page, color_at(color_map::viridis, 0.5)));
    }
}

TEST_CASE("images larger than pages hold are thinned evenly") {
    auto values = diapir::make_array<double>({3, 7});
    for (std::size_t i = 0; i < 21; ++i) values.data()[i] = static_cast<double>(i);
    CHECK((detail::thinned(values, 7) == values));
    const auto few = detail::thinned(values, 3);
    CHECK(diapir::shape_of(few) == diapir::shape{3, 3});
    CHECK((few(0, 0) == 0 && few(0, 1) == 3 && few(0, 2) == 6 && few(2, 2) == 20));
    CHECK(diapir::shape_of(detail::thinned(values, 1)) == diapir::shape{1, 1});
}

TEST_CASE("an image has two axes") {
    panel p;
    CHECK_THROWS_WITH(imshow(p, diapir::make_array<double>({3}, 0.0)), "imshow: expected values {rows, cols}, got {3}");
    CHECK_THROWS_AS(imshow(p, diapir::make_array<double>({0, 3})), diapir::argument_error);
}
