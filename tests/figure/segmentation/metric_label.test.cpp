#include "catch.hpp"
#include <diapir/figure/segmentation/metric_label.hpp>

TEST_CASE("metrics have readable names") {
    using diapir::figure::metric_label;
    CHECK(metric_label("auc") == "AUC");
    CHECK(metric_label("iou") == "IoU");
    CHECK(metric_label("true_positives") == "True positives");
    CHECK(metric_label("").empty());
}
