#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/segmentation/prediction_panels.hpp>

using namespace diapir::figure;
using diapir::make_array;
using diapir::testing::find_color;

TEST_CASE("prediction panels adapt to the channels") {
    auto x = make_array<float>({6, 5, 4}, 0.5f);
    x(2, 3, 1) = -2;
    const auto truth = make_array<double>({6, 5}, 1.0);
    const auto prediction = make_array<float>({6, 5, 1}, 0.25f);
    const figure fig = prediction_panels(x, {"Seismic", "Energy", "Semblance", "Sobel"}, truth, prediction, "Image 7");
    CHECK(fig.title() == "Image 7");
    CHECK(fig.rows() == 2);
    CHECK(fig.cols() == 3);
    CHECK(fig.at(0, 0).bar->colors == color_map::gray);
    CHECK(fig.at(0, 0).bar->range == limits{-0.5, 0.5});
    CHECK(fig.at(0, 1).bar->colors == color_map::bwr);
    CHECK(fig.at(0, 1).bar->range == limits{-2, 2});
    CHECK(fig.at(1, 0).title == "Sobel");
    CHECK(fig.at(1, 1).title == "True mask");
    CHECK(fig.at(1, 2).title == "Predicted");
    CHECK(fig.at(1, 2).bar->colors == color_map::viridis);
    CHECK(fig.at(1, 2).bar->range == limits{0, 1});
    CHECK(find_color(fig.pixels(), color_at(color_map::viridis, 0.25)));
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
    CHECK(prediction_panels(make_array<double>({4, 4, 1}, 0.0), {"Seismic"}, make_array<double>({4, 4}, 0.0),
                            make_array<double>({4, 4}, 0.0))
              .cols() == 2);
}

TEST_CASE("prediction panels name the argument that does not fit") {
    const auto x = make_array<double>({6, 5, 2}, 0.0);
    const auto mask = make_array<double>({6, 5}, 0.0), other = make_array<double>({5, 6}, 0.0);
    CHECK_THROWS_WITH(prediction_panels(mask, {"a", "b"}, mask, mask),
                      "prediction_panels: x: expected 3 axes, the last one of channels, got {6, 5}");
    CHECK_THROWS_WITH(prediction_panels(x, {"a"}, mask, mask),
                      "prediction_panels: x: expected 1 channels, one for each name, got {6, 5, 2}");
    CHECK_THROWS_WITH(prediction_panels(x, {"a", "b"}, other, mask),
                      "prediction_panels: truth: expected {6, 5}, got {5, 6}");
    CHECK_THROWS_WITH(prediction_panels(x, {"a", "b"}, mask, other),
                      "prediction_panels: prediction: expected {6, 5}, got {5, 6}");
}
