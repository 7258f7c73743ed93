#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/segmentation/metric_histograms.hpp>

#include <cmath>

using namespace diapir::figure;
using diapir::table;

TEST_CASE("each metric has its histogram") {
    const figure fig =
        metric_histograms(table({"accuracy", "iou", "true_positives"}, {{0.1, 0.1, 3}, {0.2, NAN, 4}}), "Metrics");
    CHECK(fig.rows() == 2);
    CHECK(fig.at(0, 1).x.label == "IoU");
    CHECK(fig.at(1, 0).x.label == "True positives");
    CHECK(fig.at(1, 1).marks.empty());
    CHECK(diapir::testing::rim_is_blank(fig.pixels(), 6));
    CHECK_THROWS_WITH(metric_histograms(table{}), "metric_histograms: per_image: expected at least one column");
}
