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

TEST_CASE("names that do not fit their extents are refused") {
    CHECK_THROWS_WITH((shap::named_shape(shape{4}, {{"p", {"a", "b"}}})),
                      Catch::Contains("axis 0 of {4} was given 2 names, expected 4"));
    CHECK_THROWS_WITH((shap::named_shape(shape{4}, {{"p", {}}, {"q", {}}})), Catch::Contains("names of 2 axes"));
    CHECK(shap::named_shape(shape{2, 1}, {{"p", {"a", "b"}}}).name(1) == "b, 0");
}
