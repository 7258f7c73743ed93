// Exact Shapley values against brute force and shap, and the laws that define them.
#include "catch.hpp"
#include "shap/games.hpp"
#include "shap/models.hpp"
#include "shap/networks.hpp"
#include <diapir/shap/exact/exact.hpp>

using namespace diapir;
using namespace diapir::testing;

namespace {

/// Exact values of the model NAME, computed in T, against brute force and shap's KernelExplainer.
template <class T, class M>
void check_model(const std::string& name, const M& m) {
    const auto in_t = [&](const array<T>& x) { return evaluated<T>(m(evaluated<double>(x))); };
    const bool single = std::is_same_v<T, float>;
    const auto e = shap::exact(in_t, shap_models().get<T>(name + "_background"))(shap_models().get<T>(name + "_x"));
    INFO(name);
    const auto check = [&](const auto& found, const std::string& what, double tolerance) {
        const auto expected = shap_models().get<double>(name + what);
        CHECK(max_difference(found, expected) < (single ? 1e-5 : tolerance) * max_magnitude(expected));
    };
    check(e.values, "_shap", 1e-10);
    check(e.values, "_kernel", 1e-8);
    check(e.base_values, "_base", 1e-10);
    CHECK(e.residual < (single ? 1e-5 : 1e-12));
}

}  // namespace

TEMPLATE_TEST_CASE("exact values are those of brute force and of shap", "", float, double) {
    for (const std::string name : {"linear", "poly", "mix"}) check_model<TestType>(name, formula(name));
    check_model<TestType>("mlp", mlp);
}

TEST_CASE("with the logit link values are in log-odds, those of KernelExplainer(link=\"logit\")") {
    const auto b = shap_models().get<double>("mlp_background"), x = shap_models().get<double>("mlp_x");
    const auto e = shap::exact(mlp, b, shap::players::elements(), {.link = shap::link::logit})(x);
    const auto expected = shap_models().get<double>("mlp_shap_logit");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
    CHECK(e.residual < 1e-12);
    CHECK(e.link == shap::link::logit);
    const auto p = mlp(x);
    for (std::size_t i = 0; i < p.size(); ++i)
        CHECK(e.predictions.data()[i] == Approx(std::log(p.data()[i] / (1 - p.data()[i]))));
}

TEMPLATE_TEST_CASE("exact channel values of a U-Net, for every output pixel", "", float, double) {
    const reference_network<TestType> c;
    const auto e = shap::exact(c.net, c.background, shap::players::channels())(c.x);
    CHECK(shape_of(e.values) == shape{2, 4, 12, 12, 1});
    const auto expected = inputs_first(shap_models().get<double>("unet_channel_shap"));
    const bool single = std::is_same_v<TestType, float>;
    CHECK(max_difference(e.values, expected) < (single ? 1e-5 : 1e-10 * max_magnitude(expected)));
    CHECK(e.residual < (single ? 1e-5 : 1e-12));
    CHECK(e.evaluations == 2 * (14 * 8 + 1) + 8 + 2);  // the last two look whether answers repeat
    const double rounding = single ? 5e-7 : 1e-14;     // the input alone is computed in another way than many samples
    for (std::size_t o = 0; o < 144; ++o) CHECK(e.values.data()[(4 + 3) * 144 + o] == Approx(0).margin(rounding));
}

TEST_CASE("exact values keep the laws, and are those of the definition for every output") {
    check_laws([](const table_game& g) { return shap::exact(g, g.nobody())(g.everybody()); });
    for (const std::size_t players : {1, 2, 5, 10}) {
        const table_game g = side_by_side(random_game(players, 1), voting_game(players, 2));
        CHECK(max_difference(shap::exact(g, g.nobody())(g.everybody()).values, shapley_values(g)) < 1e-13);
    }
}

TEST_CASE("the program of the design explains a lambda") {
    auto model = [](const xt::xarray<double>& x) -> xt::xarray<double> {
        return xt::view(x, xt::all(), xt::range(0, 1)) * xt::view(x, xt::all(), xt::range(1, 2)) +
               xt::view(x, xt::all(), xt::range(2, 3));
    };
    auto explain = shap::exact(model, three_references);
    auto e = explain(two_inputs);
    CHECK(shape_of(e.values) == shape{2, 3, 1});
    CHECK(shape_of(e.base_values) == shape{1});
    // The third feature is additive: its value is its distance from the mean.
    CHECK(e.values(0, 2, 0) == Approx(3 - (2 + 0.25 + 1) / 3));
    CHECK(e.residual < 1e-14);
}

TEST_CASE("symmetric players are credited equally, dummies nothing, and values are linear in the model") {
    const array<double> symmetric{{1, 1, 0.3}, {2, 2, -1}};
    const auto f = rowwise([](const double* x) { return std::exp(0.3 * (x[0] + x[1])); });
    const auto g = rowwise([](const double* x) { return x[0] * x[2]; });
    const auto both = rowwise([](const double* x) { return 2 * std::exp(0.3 * (x[0] + x[1])) - x[0] * x[2]; });
    const auto e = shap::exact(f, symmetric)(array<double>{{3, 3, 5}});
    CHECK(e.values(0, 0, 0) == Approx(e.values(0, 1, 0)));
    CHECK(e.values(0, 2, 0) == Approx(0).margin(1e-15));
    const auto a = shap::exact(f, three_references)(two_inputs), b = shap::exact(g, three_references)(two_inputs),
               s = shap::exact(both, three_references)(two_inputs);
    for (std::size_t i = 0; i < s.values.size(); ++i)
        CHECK(s.values.data()[i] == Approx(2 * a.values.data()[i] - b.values.data()[i]).margin(1e-13));
}

TEST_CASE("a small memory gives the same values in more calls") {
    std::size_t calls = 0, largest = 0;
    const auto f = [&](const array<double>& x) {
        ++calls;
        largest = std::max(largest, x.shape()[0]);
        return mlp(x);
    };
    const auto b = shap_models().get<double>("mlp_background"), x = shap_models().get<double>("mlp_x");
    const auto whole = shap::exact(f, b)(x);
    const std::size_t few = calls;
    calls = largest = 0;
    const auto small = shap::exact(f, b, shap::players::elements(), {.memory = 1024})(x);
    CHECK(max_difference(whole.values, small.values) < 1e-15);
    CHECK(calls > few);
    CHECK(largest * (6 + 2) * sizeof(double) <= 1024);
}

TEST_CASE("weights of a background count as repeated samples") {
    const auto f = rowwise([](const double* x) { return x[0] * x[1] * x[2]; });
    const auto repeated = take(three_references, std::vector<std::size_t>{0, 1, 1, 1, 2});
    const shap::background<double> weighted(three_references, {1, 3, 1});
    CHECK(max_difference(shap::exact(f, repeated)(two_inputs).values, shap::exact(f, weighted)(two_inputs).values) <
          1e-14);
}

TEST_CASE("a model that breaks its contract, and inputs that do not fit, are named") {
    const auto wrong = [](const array<double>& x) { return make_array<double>({x.shape()[0] + 1, 1}, 0.0); };
    CHECK_THROWS_WITH(shap::exact(wrong, three_references)(two_inputs), Catch::Contains("returned {2, 1}"));
    const auto f = rowwise([](const double* x) { return x[0]; });
    CHECK_THROWS_WITH(shap::exact(f, three_references)(array<double>{{1, 2}}), Catch::Contains("{3}"));
    CHECK_THROWS_WITH(shap::exact(f, make_array<double>({2, 30}, 0.0)), Catch::Contains("30 players"));
    const auto cancelled = shap::exact(f, three_references, shap::players::elements(),
                                       {.progress = [](const progress&) { return false; }});
    CHECK_THROWS_AS(cancelled(two_inputs), shap::cancelled);
}
