#include "catch.hpp"
#include "shap/models.hpp"
#include <diapir/shap/exact/exact.hpp>
#include <diapir/shap/result/merge.hpp>

using namespace diapir;
using diapir::testing::rowwise;

namespace {

const array<double> two_references{{0.5, -1, 2}, {1, 0, 0.25}}, three_inputs{{1, 2, 3}, {-1, 0.5, 0}, {2, 2, 2}};
const auto model = rowwise([](const double* x) { return x[0] * x[1] + x[2]; });

}  // namespace

TEST_CASE("batches explained apart are merged into what they are together") {
    const auto explain = shap::exact(model, two_references);
    const auto whole = explain(three_inputs), a = explain(slice(three_inputs, 0, 2)),
               b = explain(slice(three_inputs, 2, 3));
    const auto merged = shap::merge(a, b);
    CHECK(merged.values == whole.values);
    CHECK(merged.predictions == whole.predictions);
    CHECK(merged.base_values == whole.base_values);
    CHECK(merged.players == whole.players);
    CHECK(merged.evaluations == a.evaluations + b.evaluations);
    CHECK(merged.seconds == a.seconds + b.seconds);
    CHECK(merged.residual == std::max(a.residual, b.residual));
    const auto single = shap::merge(std::vector{a}), swapped = shap::merge(b, a);
    CHECK(single.values == a.values);
    CHECK(swapped.values == take(whole.values, std::vector<std::size_t>{2, 0, 1}));
}

TEST_CASE("parts without inputs go with any others") {
    auto whole = shap::exact(model, two_references)(three_inputs);
    whole.standard_errors = make_array<double>({3, 3, 1}, 1.0);
    whole.selected = make_array<std::int64_t>({3, 1}, 4);
    const auto none = whole.inputs(0, 0);
    for (const auto& merged :
         {shap::merge(none, whole), shap::merge(whole, none), shap::merge(std::vector{none, whole, none})}) {
        CHECK(merged.values == whole.values);
        CHECK(merged.standard_errors == whole.standard_errors);
        CHECK(merged.selected == whole.selected);
    }
    CHECK(shap::merge(none, none).size() == 0);
}

TEST_CASE("a residual that is NaN stays so in every order") {
    const auto good = shap::exact(model, two_references)(three_inputs);
    auto bad = good;
    bad.residual = bad.relative_residual = NAN;
    for (const auto& merged : {shap::merge(bad, good), shap::merge(good, bad)}) {
        CHECK(std::isnan(merged.residual));
        CHECK(std::isnan(merged.relative_residual));
    }
}

TEST_CASE("different base values become those of each input") {
    auto a = shap::exact(model, two_references)(three_inputs),
         b = shap::exact(model, slice(two_references, 0, 1))(three_inputs);
    a.standard_errors = make_array<double>({3, 3, 1}, 1.0);
    b.standard_errors = make_array<double>({3, 3, 1}, 2.0);
    a.selected = make_array<std::int64_t>({3, 1}, 4);
    b.selected = make_array<std::int64_t>({3, 1}, 5);
    const auto merged = shap::merge(a, b);
    CHECK(merged.has_base_for_each_input());
    CHECK(*merged.base(2) == a.base_values(0));
    CHECK(*merged.base(3) == b.base_values(0));
    CHECK(shap::detail::residuals_of(merged).absolute < 1e-14);
    CHECK(merged.standard_errors(2, 0, 0) == 1);
    CHECK(merged.standard_errors(3, 2, 0) == 2);
    CHECK(merged.selected(5, 0) == 5);
    CHECK(shap::merge(merged, a).size() == 9);
}

TEST_CASE("only like explanations are merged") {
    const auto a = shap::exact(model, two_references)(three_inputs);
    const auto differs = [&](const auto& change) {
        auto b = a;
        change(b);
        CHECK_THROWS_AS(shap::merge(a, b), argument_error);
    };
    differs([](auto& e) { e.estimator = "kernel"; });
    differs([](auto& e) { e.players = {1, 3}; });
    differs([](auto& e) { e.outputs = {2}; });
    differs([](auto& e) { e.link = shap::link::logit; });
    differs([](auto& e) { e.player_axes[0].name = "pixel"; });
    differs([](auto& e) { e.standard_errors = e.values; });
    differs([](auto& e) { e.made_with.labels = {0, 2, 1}; });
    differs([](auto& e) { e.made_with.input = {1, 3}; });
    differs([](auto& e) { e.made_with.terms = {{0, 0, 2}}; });
    differs([](auto& e) { e.made_with.settings = "tree other"; });
    CHECK_THROWS_AS(shap::merge(std::vector<shap::explanation<double>>{}), argument_error);
}
