#include "catch.hpp"
#include <diapir/shap/result/axis.hpp>

using namespace diapir;

TEST_CASE("entries go by their names, by their axis or by their number") {
    const std::vector<shap::axis> axes{{"row", {}}, {"", {}}, {"channel", {"a", "b"}}};
    const shape extents{2, 3, 2};
    CHECK(shap::entry_name(axes, extents, 0) == "row 0, 0, a");
    CHECK(shap::entry_name(axes, extents, (1 * 3 + 2) * 2 + 1) == "row 1, 2, b");
    CHECK(shap::entry_name({}, extents, 5) == "0, 2, 1");
    CHECK(shap::entry_name({}, {}, 0).empty());
}

TEST_CASE("names are given to the last axis or to one that is named") {
    std::vector<shap::axis> axes{{"row", {}}, {"channel", {}}};
    shap::name_entries(axes, {2, 3}, "", {"a", "b", "c"});
    shap::name_entries(axes, {2, 3}, "row", {"top", "bottom"});
    CHECK(axes == std::vector<shap::axis>{{"row", {"top", "bottom"}}, {"channel", {"a", "b", "c"}}});
    CHECK_THROWS_AS(shap::name_entries(axes, {2, 3}, "col", {}), argument_error);
    CHECK_THROWS_AS(shap::name_entries(axes, {2, 3}, "", {"a"}), argument_error);
    std::vector<shap::axis> none;
    CHECK_THROWS_AS(shap::name_entries(none, {}, "", {"a"}), argument_error);
}
