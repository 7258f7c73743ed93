#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/explanation/channel_contributions.hpp>

#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::make_array;
using diapir::testing::find_color;

namespace {

const std::vector<std::string> names = {"Seismic", "Energy"};

}  // namespace

TEST_CASE("the expected value has rows, columns and a scale of its own") {
    auto base = make_array<double>({4, 6}, 0.25);
    base(0, 0) = 0.5;
    const figure fig = expected_value_map(base);
    CHECK(fig.at(0, 0).bar->range == limits{0.25, 0.5});
    CHECK(fig.at(0, 0).x.visible);
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
}

TEST_CASE("contributions are below the channels they belong to, each around zero") {
    auto x = make_array<double>({3, 3, 2}, 1.0), contributions = make_array<double>({3, 3, 2}, 0.0);
    contributions(1, 1, 0) = -0.25;
    contributions(1, 1, 1) = 0.125;
    const auto mask = make_array<double>({3, 3}, 1.0);
    const figure fig = channel_contributions(x, mask, mask, contributions, names, "Image");
    CHECK(fig.rows() == 2);
    CHECK(fig.cols() == 3);
    CHECK(fig.at(0, 0).title == "True mask");
    CHECK(fig.at(1, 0).title == "Predicted");
    CHECK(fig.at(0, 1).bar->colors == color_map::gray);
    CHECK(fig.at(0, 2).bar->colors == color_map::bwr);
    CHECK(fig.at(1, 1).bar->colors == color_map::bwr);
    CHECK(fig.at(1, 1).bar->range == limits{-0.25, 0.25});
    CHECK(fig.at(1, 2).bar->range == limits{-0.125, 0.125});
    CHECK(fig.at(1, 2).title == "Energy contribution");
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
}

TEST_CASE("the strip adds one contribution after the other") {
    const auto base = make_array<double>({2, 2}, 0.125);
    auto contributions = make_array<double>({2, 2, 2}, 0.0);
    for (std::size_t i = 0; i < 4; ++i) contributions.data()[2 * i] = 0.25, contributions.data()[2 * i + 1] = 0.5;
    const auto prediction = make_array<double>({2, 2, 1}, 0.9), truth = make_array<double>({2, 2}, 1.0);
    const figure fig = additive_strip(base, contributions, prediction, truth, names);
    REQUIRE(fig.cols() == 5);
    const std::vector<std::string> titles = {"Base value", "+ Seismic", "+ Energy", "Predicted", "True mask"};
    const raster page = fig.pixels();
    const std::vector<double> values = {0.125, 0.375, 0.875, 0.9, 1};
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(fig.at(i).title == titles[i]);
        CHECK(fig.at(i).bar->range == limits{0, 1});
        // The middle of the data area; the panels are spread evenly over the page.
        const std::size_t col = page.cols * (2 * i + 1) / 10 - 20;
        CHECK(page.at(page.rows / 2, col) == color_at(color_map::viridis, values[i]));
    }
    CHECK(diapir::testing::rim_is_blank(page, 6));
}

TEST_CASE("figures of contributions name the argument that does not fit") {
    const auto x = make_array<double>({3, 4, 2}, 0.0), turned = make_array<double>({4, 3, 2}, 0.0);
    const auto mask = make_array<double>({3, 4}, 0.0), other = make_array<double>({3, 3}, 0.0);
    CHECK_THROWS_WITH(channel_contributions(x, mask, mask, turned, names),
                      "channel_contributions: contributions: expected {3, 4, 2}, got {4, 3, 2}");
    CHECK_THROWS_WITH(channel_contributions(x, other, mask, x, names),
                      "channel_contributions: truth: expected {3, 4}, got {3, 3}");
    CHECK_THROWS_WITH(channel_contributions(x, mask, other, x, names),
                      "channel_contributions: prediction: expected {3, 4}, got {3, 3}");
    CHECK_THROWS_WITH(additive_strip(other, x, mask, mask, names), "additive_strip: base: expected {3, 4}, got {3, 3}");
    CHECK_THROWS_WITH(additive_strip(mask, x, mask, mask, {"a"}),
                      "additive_strip: contributions: expected 1 channels, one for each name, got {3, 4, 2}");
    CHECK_THROWS_WITH(expected_value_map(x), "imshow: expected values {rows, cols}, got {3, 4, 2}");
}
