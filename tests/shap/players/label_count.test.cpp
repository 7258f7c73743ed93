#include "catch.hpp"
#include <diapir/shap/players/label_count.hpp>

using namespace diapir;

TEST_CASE("labels are counted, negative ones left out") {
    CHECK(shap::count_labels(array<std::int64_t>{2, 0, 1, 1, -1}, "f") == 3);
    CHECK(shap::count_labels(array<std::int64_t>{0}, "f") == 1);
}

TEST_CASE("a label that is left out is named, whatever the largest is") {
    CHECK_THROWS_WITH(shap::count_labels(array<std::int64_t>{0, 2}, "f"),
                      "f: nothing has the label 1, though the largest is 2");
    CHECK_THROWS_WITH(shap::count_labels(array<std::int64_t>{0, std::int64_t{1} << 50}, "f"),
                      "f: nothing has the label 1, though the largest is 1125899906842624");
    CHECK_THROWS_WITH(shap::count_labels(array<std::int64_t>{-1, -5}, "f"), "f: there is no label of 0 or above");
}
