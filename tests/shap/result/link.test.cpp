#include "catch.hpp"
#include <diapir/shap/result/link.hpp>

using namespace diapir;

TEST_CASE("the logit link gives log-odds and keeps off the ends") {
    CHECK(shap::apply(shap::link::identity, 3.5) == 3.5);
    CHECK(shap::apply(shap::link::logit, 0.5) == 0);
    CHECK(shap::apply(shap::link::logit, 0.75) == Approx(std::log(3.0)));
    CHECK(shap::apply(shap::link::logit, 0) == Approx(std::log(1e-15)));
    CHECK(shap::apply(shap::link::logit, 1) == Approx(-std::log(1e-15)).epsilon(0.01));
}
