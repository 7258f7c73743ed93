#include "catch.hpp"
#include <diapir/shap/game/model.hpp>

using namespace diapir;

namespace {

struct lazy {
    auto operator()(const array<float>& x) const { return xt::cast<double>(x) * 2.0; }
};
struct vector_valued {
    std::vector<float> operator()(const array<float>&) const { return {}; }
};
struct not_const {
    array<float> operator()(const array<float>& x) { return x; }
};

array<float> negative(const array<float>& x) {
    return -x;
}

}  // namespace

TEST_CASE("any callable from a batch to an array expression is a model") {
    const auto lambda = [](const auto& x) { return x; };
    STATIC_REQUIRE(shap::model<decltype(lambda), float>);
    STATIC_REQUIRE(shap::model<decltype(lambda), double>);
    STATIC_REQUIRE(shap::model<lazy, float>);
    STATIC_REQUIRE(shap::model<array<double> (*)(const array<double>&), double>);
    STATIC_REQUIRE_FALSE(shap::model<vector_valued, float>);
    STATIC_REQUIRE_FALSE(shap::model<not_const, float>);
    STATIC_REQUIRE_FALSE(shap::model<double, double>);
}

TEST_CASE("outputs have the model's type, not the input's") {
    STATIC_REQUIRE(std::is_same_v<shap::output_t<lazy, float>, double>);
}

TEST_CASE("a reference to a model answers with an array of its outputs") {
    const array<float> batch{{1, 2}, {3, 4}};
    const lazy expression;
    CHECK((shap::model_ref<float, double>(expression)(batch) == array<double>{{2, 4}, {6, 8}}));
    CHECK((shap::model_ref<float, float>(negative)(batch) == array<float>{{-1, -2}, {-3, -4}}));
    STATIC_REQUIRE_FALSE(std::is_constructible_v<shap::model_ref<float, float>, const lazy&>);
}

TEST_CASE("models with a name are referred to, others kept") {
    STATIC_REQUIRE(std::is_same_v<shap::kept_model<lazy>, lazy>);
    STATIC_REQUIRE(std::is_same_v<shap::kept_model<lazy&>, const lazy&>);
    STATIC_REQUIRE(std::is_same_v<shap::kept_model<const lazy&>, const lazy&>);
}
