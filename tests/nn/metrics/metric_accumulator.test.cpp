#include "catch.hpp"
#include <diapir/nn/metrics/classification_metrics.hpp>
#include <diapir/nn/metrics/metric_accumulator.hpp>
#include <diapir/nn/metrics/multiclass_segmentation_metrics.hpp>
#include <diapir/nn/metrics/regression_metrics.hpp>
#include <diapir/nn/metrics/segmentation_metrics.hpp>

using namespace diapir;

TEST_CASE("the concept tells sets of metrics from what is none") {
    CHECK((nn::metric_accumulator<nn::segmentation_metrics> && nn::metric_accumulator<nn::classification_metrics> &&
           nn::metric_accumulator<nn::multiclass_segmentation_metrics> &&
           nn::metric_accumulator<nn::regression_metrics>));
    CHECK_FALSE(
        (nn::metric_accumulator<nn::auc> || nn::metric_accumulator<nn::metric_values> || nn::metric_accumulator<int>));
}
