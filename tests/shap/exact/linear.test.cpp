#include "catch.hpp"
#include "reference.hpp"
#include "shap/models.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/exact/linear.hpp>

#include <cmath>
#include <type_traits>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("values of a linear model are those of brute force") {
    const auto e = shap::linear(shap_models().get<double>("linear_w"), shap_models().get<double>("linear_b"),
                                shap_models().get<double>("linear_background"))(shap_models().get<double>("linear_x"));
    const auto expected = shap_models().get<double>("linear_shap");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
    const auto base = shap_models().get<double>("linear_base");
    CHECK(max_difference(e.base_values, base) < 1e-10 * max_magnitude(base));
    CHECK(shape_of(e.values) == shape{3, 5});
    CHECK(e.residual < 1e-12);
    CHECK(e.evaluations == 0);
}

TEST_CASE("several outputs, groups and weights of the background") {
    const array<double> weights{{1, -2}, {0.5, 3}, {2, 0}}, bias{0.25, -1}, x{{1, 2, 3}, {0, -1, 4}};
    const shap::background<double> background(array<double>{{1, 0, 2}, {3, 1, -1}}, {3, 1});
    const auto model = [&](const array<double>& b) {
        array<double> y = make_array<double>({b.shape()[0], 2});
        for (std::size_t i = 0; i < b.shape()[0]; ++i)
            for (std::size_t o = 0; o < 2; ++o) {
                y(i, o) = bias(o);
                for (std::size_t k = 0; k < 3; ++k) y(i, o) += b(i, k) * weights(k, o);
            }
        return y;
    };
    const auto groups = shap::players::labels(array<int>{1, 0, 1});
    const auto e = shap::linear(weights, bias, background, groups)(x),
               expected = shap::exact(model, background, groups)(x);
    CHECK(max_difference(e.values, expected.values) < 1e-13);
    CHECK(max_difference(e.base_values, expected.base_values) < 1e-13);
    CHECK(max_difference(e.predictions, expected.predictions) < 1e-13);
}

TEST_CASE("linear values keep the laws") {
    // Feature 0 and 1 are alike, feature 2 has no weight, feature 3 is that of the background.
    const array<double> background{{1, 1, 5, 2}, {3, 3, 6, 2}}, x{{7, 7, 1, 2}};
    const auto of = [&](const array<double>& weights) {
        return shap::linear(weights, array<double>{0.5}, background)(x);
    };
    const array<double> v{2, 2, 0, 3}, w{1, 1, 0, -4};
    const auto a = of(v), b = of(w), both = of(2 * v - w);
    CHECK(a.residual < 1e-14);
    CHECK(a.values(0, 0) == a.values(0, 1));
    CHECK(a.values(0, 2) == 0);
    CHECK(a.values(0, 3) == 0);
    for (std::size_t p = 0; p < 4; ++p) CHECK(both.values(0, p) == Approx(2 * a.values(0, p) - b.values(0, p)));
}

TEST_CASE("linear values of references made for each input have a base for each") {
    const shap::background<double> zero_last(shape{2}, [](const array<double>& x) {
        return array<double>{{x.data()[0], 0}};
    });
    const auto e = shap::linear(array<double>{2, 5}, array<double>{1}, zero_last)(array<double>{{1, 1}, {3, -2}});
    CHECK(max_difference(e.values, std::vector<double>{0, 5, 0, -10}) == 0);
    CHECK(max_difference(e.base_values, std::vector<double>{3, 7}) == 0);
}

TEST_CASE("shapes that do not fit a linear model are named") {
    const array<double> background{{1, 0, 2}};
    CHECK_THROWS_WITH(shap::linear(array<double>{1, 2}, array<double>{0}, background), Catch::Contains("{2}"));
    CHECK_THROWS_WITH(shap::linear(array<double>{1, 2, 3}, array<double>{0, 1}, background), Catch::Contains("bias"));
    CHECK_THROWS_AS(shap::linear(array<double>{1, 2, 3}, array<double>{0}, background)(array<double>{{1, 2}}),
                    argument_error);
}

TEST_CASE("linear values that are not finite are refused") {
    const array<double> weights{1, 2}, bias{0}, background{{1, 0}}, x{{1, 2}, {3, std::nan("")}};
    CHECK_THROWS_WITH(
        shap::linear(weights, bias, background)(x),
        Catch::Contains("shap::linear, input 1 of 2: the model returned a value that is not finite; for the input"));
    CHECK_THROWS_AS(shap::linear(weights, bias, x)(background), shap::model_error);
}

TEST_CASE("a linear model computes in the widest of its types") {
    const array<float> weights{1, 2}, bias{0};
    const array<double> background{{1700000000, 0}}, x{{1700000001, 1}};
    const auto e = shap::linear(weights, bias, background)(x);
    static_assert(std::is_same_v<decltype(e)::value_type, double>);
    CHECK(e.values(0, 0) == 1);
    CHECK(e.residual == 0);
    const array<double> wide{1e-3};
    CHECK(shap::linear(weights, wide, array<float>{{0, 0}})(array<float>{{0, 0}}).predictions(0) == 1e-3);
    const auto narrow = shap::linear(weights, bias, array<float>{{0, 0}})(array<float>{{1, 1}});
    static_assert(std::is_same_v<decltype(narrow)::value_type, float>);
}
