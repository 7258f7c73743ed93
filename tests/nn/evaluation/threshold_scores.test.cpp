#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/threshold_scores.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>

#include <vector>

using namespace diapir;

TEST_CASE("scores over thresholds are those of the metrics at each of them") {
    random_stream random(8);
    auto truth = make_array<float>({7, 6, 5, 1}), prediction = make_array<float>({7, 6, 5, 1});
    for (std::size_t i = 0; i < truth.size(); ++i) {
        truth.data()[i] = random.uniform() < 0.4 && i > 60 ? 1.0f : 0.0f;  // two images without salt
        prediction.data()[i] = static_cast<float>(0.7 * random.uniform() + 0.3 * truth.data()[i]);
    }
    const std::vector<double> thresholds = {0.1, 0.5, 0.7, 0.99};
    const table scores = nn::threshold_scores(truth, prediction, thresholds);
    REQUIRE(scores.rows() == 4);
    for (std::size_t k = 0; k < 4; ++k) {
        nn::segmentation_metrics metrics({.threshold = thresholds[k]});
        metrics.update(truth, prediction);
        CHECK(scores.column("threshold")[k] == thresholds[k]);
        CHECK(scores.column("accuracy")[k] == metrics.counts().accuracy());
        CHECK(scores.column("precision")[k] == metrics.counts().precision());
        CHECK(scores.column("recall")[k] == metrics.counts().recall());
        CHECK(scores.column("iou")[k] == metrics.counts().iou());
        CHECK(scores.column("dice")[k] == metrics.counts().dice());
        CHECK(scores.column("image_iou")[k] == Approx(metrics.mean_image_iou()));
        CHECK(scores.column("image_dice")[k] == Approx(metrics.mean_image_dice()));
        CHECK(scores.column("tgs_score")[k] == Approx(metrics.tgs_score()));
    }
}

TEST_CASE("scores over thresholds refuse what does not fit") {
    const auto two = make_array<float>({2, 3}, 0.0f), three = make_array<float>({3, 3}, 0.0f),
               none = make_array<float>({0, 3});
    const std::vector<double> half = {0.5};
    CHECK_THROWS_AS(nn::threshold_scores(two, three, half), argument_error);
    CHECK_THROWS_AS(nn::threshold_scores(none, none, half), argument_error);
}
