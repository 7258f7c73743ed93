#include "catch.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/deep/deep.hpp>
#include <diapir/shap/deep/sweep_explainer.hpp>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("the inside of a model is explained on tables and images, not on other arrays") {
    const small_network f(5, 7, 6, activation::relu);
    CHECK_THROWS_WITH(shap::deep(f, normal({2, 5, 2}, 1)),
                      Catch::Contains("shap::deep: expected a background {b, rows, cols, channels} or {b, features}, "
                                      "got one for inputs {5, 2}"));
    CHECK_NOTHROW(shap::deep(f, normal({2, 1, 1, 5}, 1)));
}

TEST_CASE("a model given by name is referred to, another one kept") {
    const array<double> x = normal({3, 5}, 5), references = normal({4, 5}, 6);
    small_network f(5, 7, 6, activation::relu);
    const auto kept = shap::deep(small_network(f), references);
    const auto referred = shap::deep(f, references);
    const auto before = referred(x);
    for (double& w : f.w1) w *= 2;
    CHECK(max_difference(kept(x).values, before.values) == 0);
    CHECK(max_difference(referred(x).values, before.values) > 0.01);
}
