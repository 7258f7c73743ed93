#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/segmentation/segmentation.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace diapir::figure;
using diapir::make_array;
using diapir::testing::find_color;

TEST_CASE("learning curves show the metrics that the history has, loss first") {
    const table history = {{"epoch", {0, 1, 2}}, {"auc", {0.5, 0.6, 0.7}},  {"val_auc", {0.5, 0.7, 0.6}},
                           {"loss", {3, 2, 1}},  {"val_loss", {3, 2.5, 2}}, {"learning_rate", {1, 1, 1}}};
    const figure fig = learning_curves(history);
    CHECK(fig.rows() == 1);
    CHECK(fig.cols() == 2);
    CHECK(fig.at(0, 0).y.label == "Loss");
    CHECK(fig.at(0, 1).y.label == "AUC");
    for (std::size_t i = 0; i < 2; ++i) {
        const panel& p = fig.at(i);
        REQUIRE(p.legend.size() == 3);
        CHECK(p.legend[0].label == "training");
        CHECK(p.legend[1].label == "validation");
        CHECK(p.legend[2].label == "best epoch: 2");
        CHECK(*p.x.data == limits{1, 3});
    }
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
}

TEST_CASE("the best epoch is that of the monitor, of the losses without it") {
    CHECK(learning_curves({{"loss", {3, 1, 2}}}).at(0).legend.back().label == "best epoch: 2");
    CHECK(learning_curves({{"loss", {3, 1, 2}}, {"val_loss", {3, NAN, 1}}}).at(0).legend.back().label ==
          "best epoch: 3");
    CHECK(learning_curves({{"loss", {3, 1, 2}}, {"val_iou", {0.9, 0.1, 0.2}}}, {.monitor = "val_iou"})
              .at(0)
              .legend.back()
              .label == "best epoch: 1");
    CHECK(learning_curves({{"loss", {NAN, 3, 1}}}).at(0).legend.back().label == "best epoch: 3");
    CHECK(*learning_curves({{"loss", {1, 2, 3}}}).at(0).x.data == limits{1, 3});
    CHECK(learning_curves({{"auc", {1, 2}}}).at(0).legend.size() == 1);
    CHECK(learning_curves({{"loss", {1}}, {"val_loss", {2}}}).pixels().rows > 100);
    CHECK_THROWS_WITH(learning_curves({{"time", {1}}}),
                      "learning_curves: history: expected a column of one of the metrics");
}

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

TEST_CASE("each metric has its histogram") {
    const figure fig =
        metric_histograms({{"accuracy", {0.1, 0.2}}, {"iou", {0.1, 0.9}}, {"true_positives", {3, 4}}}, "Metrics");
    CHECK(fig.rows() == 2);
    CHECK(fig.at(0, 1).x.label == "IoU");
    CHECK(fig.at(1, 0).x.label == "True positives");
    CHECK(fig.at(1, 1).marks.empty());
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
    CHECK_THROWS_WITH(metric_histograms({}), "metric_histograms: per_image: expected at least one column");
}
