#include "catch.hpp"
#include <diapir/figure/segmentation/table.hpp>

TEST_CASE("columns are found by name") {
    const diapir::figure::table t = {{"loss", {1, 2}}, {"auc", {3, 4}}};
    REQUIRE(diapir::figure::find_column(t, "auc"));
    CHECK(diapir::figure::find_column(t, "auc")->values[1] == 4);
    CHECK(diapir::figure::find_column(t, "iou") == nullptr);
}
