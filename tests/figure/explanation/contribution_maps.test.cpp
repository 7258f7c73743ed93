#include "catch.hpp"
#include "figure/explained.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/contribution_maps.hpp>

#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::make_array;
using diapir::shape;
using diapir::testing::explained;
using diapir::testing::filled;
using diapir::testing::find_color;

TEST_CASE("maps have one scale, beside the image in gray") {
    const auto image = filled({2, 2}, {0, 1, 2, 3});
    const figure fig =
        contribution_maps(image, filled({2, 2, 2}, {0, 0, 0, -8, 4, 0, 0, 0}), {"a", "b"}, {.title = "t"});
    REQUIRE(fig.cols() == 3);
    CHECK(fig.at(0).title == "Input");
    CHECK(fig.at(2).title == "b");
    CHECK_FALSE(fig.at(0).bar);
    CHECK_FALSE(fig.at(1).bar);
    REQUIRE(fig.at(2).bar);
    CHECK(fig.at(2).bar->range == limits{-8, 8});
    CHECK(fig.at(2).bar->label == "Shapley value");
    const raster page = fig.pixels();
    const auto blue = find_color(page, {0, 0, 255}), reddish = find_color(page, color_of(color_map::bwr, 4, {-8, 8}));
    REQUIRE((blue && reddish));
    CHECK(blue->left < reddish->left);  // in map a, and not before it but in the bar
    CHECK(blue->top > reddish->top);
    CHECK(find_color(page, {85, 85, 85})->left < blue->left / 2);
    CHECK(diapir::testing::rim_is_blank(page, 6));
}

TEST_CASE("the color bar is at the end of each full row") {
    const figure fig = contribution_maps(make_array<double>({2, 2}, 0.0), make_array<double>({4, 2, 2}, 1.0),
                                         {"a", "b", "c", "d"}, {.cols = 3});
    CHECK(fig.rows() == 2);
    CHECK(fig.at(0, 2).bar);
    CHECK_FALSE(fig.at(1, 1).bar);
}

TEST_CASE("a segmentation has a map for each player") {
    auto e = explained({"a", "b"}, {1, 2});
    e.outputs = {2, 3, 1};
    e.values = make_array<double>({1, 2, 2, 3, 1}, 0.0);
    e.values.data()[6 + 4] = -3;
    const figure fig = contribution_maps(make_array<float>({2, 3, 1}, 1.f), e);
    CHECK(fig.at(1).title == "a");
    CHECK(fig.at(2).bar->range == limits{-3, 3});
    CHECK(fig.at(2).aspect == Approx(2.0 / 3));
    e.outputs = {6};
    CHECK_THROWS_WITH(contribution_maps(make_array<float>({2, 3}, 1.f), e),
                      "contribution_maps: expected one input with outputs {rows, cols}, got 1 with {6}");
}

TEST_CASE("pixels are painted with the values of their players") {
    // Two halves of an image of two channels: four players, or two that take both channels.
    const auto halves = diapir::shap::players::grid(1, 2),
               by_channel = halves * diapir::shap::players::channels().named({"p", "q"});
    const auto image = make_array<double>({2, 4}, 0.0);
    auto e = explained({"a", "b", "c", "d"}, {1, 2, 3, -4});
    const figure four = contribution_maps(image, e, by_channel.resolve({2, 4, 2}));
    REQUIRE(four.cols() == 3);
    CHECK(four.at(1).title == "p");
    CHECK(four.at(2).bar->range == limits{-4, 4});
    const raster page = four.pixels();
    // From left to right: 1 and 3 in the first map, 2 and -4 in the second.
    const auto at = [&](double value) { return find_color(page, color_of(color_map::bwr, value, {-4, 4}))->left; };
    CHECK(at(1) < at(3));
    CHECK(at(3) < at(2));
    CHECK(at(2) < at(-4));

    const auto made = by_channel.resolve({2, 4, 2});
    CHECK_THROWS_WITH(
        part_contribution_maps(image, e),
        "contribution_maps: expected one input with 4 players of 0 elements, got 1 with 4 and an image {2, 4}");
    e.players = made.extents;
    e.player_axes = made.axes;
    e.made_with.labels = made.labels;
    const raster same = part_contribution_maps(image, e).pixels();
    CHECK((same.pixels == page.pixels));

    const figure two = contribution_maps(image, explained({"a", "b"}, {1, -2}), halves.resolve({2, 4, 2}));
    REQUIRE(two.cols() == 2);
    CHECK(two.at(1).title == "Contribution");
    CHECK_THROWS_WITH(
        contribution_maps(make_array<double>({3, 3}, 0.0), e, by_channel.resolve({2, 4, 2})),
        "contribution_maps: expected one input with 4 players of 16 elements, got 1 with 4 and an image {3, 3}");
}

TEST_CASE("maps and image have the same extents, and each map a name") {
    const auto maps = make_array<double>({1, 2, 2}, 0.0);
    CHECK_THROWS_WITH(contribution_maps(make_array<double>({3, 2}, 0.0), maps, {"a"}),
                      "contribution_maps: image: expected {2, 2}, got {3, 2}");
    CHECK_THROWS_WITH(contribution_maps(make_array<double>({2, 2}, 0.0), maps, {}),
                      "contribution_maps: maps: expected 0 maps {rows, cols}, one for each name, got {1, 2, 2}");
}
