// A budget of which nothing is said sets no limit, and every limit is set by its name.
#include "catch.hpp"
#include <diapir/shap/result/budget.hpp>

using namespace diapir;

TEST_CASE("a budget of which nothing is said sets no limit") {
    const shap::budget b;
    CHECK(b.evaluations == 0);
    CHECK(b.seconds == 0);
    CHECK(b.tolerance == 0);
}

TEST_CASE("a limit is set by its name") {
    CHECK(shap::budget{.evaluations = 100}.evaluations == 100);
    CHECK(shap::budget{.seconds = 2.5}.seconds == 2.5);
    CHECK(shap::budget{.tolerance = 1e-3}.tolerance == 1e-3);
}
