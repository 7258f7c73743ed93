#include "catch.hpp"
#include <diapir/nn/metrics/metric_values.hpp>

using namespace diapir;

TEST_CASE("named numbers keep their order and are found by name") {
    nn::metric_values values = {{"loss", 0.25}, {"auc", 0.5}};
    nn::metric_values epoch;
    epoch.add("epoch", 3);
    epoch.add(values, "");
    epoch.add(values, "val_");
    std::string names;
    for (const auto& [name, value] : epoch) names += name + " ";
    CHECK(names == "epoch loss auc val_loss val_auc ");
    CHECK(epoch.names() == std::vector<std::string>{"epoch", "loss", "auc", "val_loss", "val_auc"});
    CHECK(epoch.numbers() == std::vector<double>{3, 0.25, 0.5, 0.25, 0.5});
    CHECK(epoch.size() == 5);
    CHECK(epoch["val_auc"] == 0.5);
    CHECK(epoch.contains("val_loss"));
    CHECK(!epoch.contains("val"));
    try {
        epoch["iou"];
        FAIL("expected an exception");
    } catch (const argument_error& e) {
        CHECK(std::string(e.what()) == "metric_values: there is no iou among epoch loss auc val_loss val_auc");
    }
}
