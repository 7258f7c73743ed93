// Exact Shapley values against brute force and shap, and the laws that define them.
#include "catch.hpp"
#include "nn/reference_weights.hpp"
#include "reference.hpp"
#include "shap/models.hpp"
#include <diapir/nn/unet.hpp>
#include <diapir/shap/exact.hpp>

using namespace diapir;
using diapir::testing::max_difference;
using diapir::testing::max_magnitude;
using diapir::testing::mlp;
using diapir::testing::rowwise;

namespace {

const auto& models() {
    static const auto archive = testing::reference("shap_models");
    return archive;
}

template <class M>
void check_model(const std::string& name, const M& m, const std::string& background) {
    const auto e = shap::exact(m, models().get<double>(background + "_background"))(models().get<double>(name + "_x"));
    const auto expected = models().get<double>(name + "_shap");
    INFO(name);
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
    CHECK(max_difference(e.values, models().get<double>(name + "_kernel")) < 1e-8 * max_magnitude(expected));
    CHECK(max_difference(e.base_values, models().get<double>(name + "_base")) < 1e-10);
    CHECK(e.residual < 1e-12);
}

const array<double> background{{0.5, -1, 2}, {1, 0, 0.25}, {-0.5, 3, 1}};
const array<double> inputs{{1, 2, 3}, {-1, 0.5, 0}};

}  // namespace

TEST_CASE("exact values are those of brute force and of shap") {
    const auto c = models().get<double>("coef"), w = models().get<double>("linear_w"),
               b = models().get<double>("linear_b");
    check_model("linear", rowwise([&](const double* x) {
                    double y = b(0);
                    for (std::size_t i = 0; i < 5; ++i) y += w(i) * x[i];
                    return y;
                }),
                "linear");
    check_model("poly", rowwise([&](const double* x) {
                    return c(0) * x[0] * x[1] + c(1) * x[2] - c(2) * x[0] * x[3] * x[4] + c(3) * x[1] * x[1];
                }),
                "poly");
    check_model("mix", rowwise([&](const double* x) {
                    return c(0) * std::max(x[0], x[1]) + c(1) * std::sin(x[2]) * x[3] + c(2) * std::exp(-x[4] * x[4]);
                }),
                "mix");
    check_model("mlp", mlp, "mlp");
}

TEST_CASE("with the logit link values are in log-odds, those of KernelExplainer(link=\"logit\")") {
    const auto b = models().get<double>("mlp_background"), x = models().get<double>("mlp_x");
    const auto e = shap::exact(mlp, b, shap::players::elements(), {.link = shap::link::logit})(x);
    const auto expected = models().get<double>("mlp_shap_logit");
    CHECK(max_difference(e.values, expected) < 1e-10 * max_magnitude(expected));
    CHECK(e.residual < 1e-12);
    CHECK(e.link == shap::link::logit);
    const auto p = mlp(x);
    for (std::size_t i = 0; i < p.size(); ++i)
        CHECK(e.predictions.data()[i] == Approx(std::log(p.data()[i] / (1 - p.data()[i]))));
}

TEMPLATE_TEST_CASE("exact channel values of a U-Net, for every output pixel", "", float, double) {
    const auto archive = testing::reference("shap_deep");
    nn::unet<TestType> net({.filters = 2});
    testing::load_reference_weights(archive, "", net.parameters());
    const auto x = archive.template get<TestType>("x");
    const auto e = shap::exact(net, archive.template get<TestType>("background"), shap::players::channels())(x);
    CHECK(shape_of(e.values) == shape{2, 4, 12, 12, 1});
    const auto expected = models().get<double>("unet_channel_shap");  // {n, output, channel}
    double largest = 0;
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t o = 0; o < 144; ++o)
            for (std::size_t p = 0; p < 4; ++p)
                largest = std::max(
                    largest, std::abs(static_cast<double>(e.values.data()[(i * 4 + p) * 144 + o]) - expected(i, o, p)));
    const bool single = std::is_same_v<TestType, float>;
    CHECK(largest < (single ? 1e-5 : 1e-10));
    CHECK(e.residual < (single ? 1e-5 : 1e-12));
    CHECK(e.evaluations == 2 * (14 * 8 + 1) + 8 + 2);  // the last two look whether answers repeat
    for (std::size_t o = 0; o < 144; ++o) CHECK(e.values.data()[(4 + 3) * 144 + o] == Approx(0).margin(1e-7));
}

TEST_CASE("the program of the design explains a lambda") {
    auto model = [](const xt::xarray<double>& x) -> xt::xarray<double> {
        return xt::view(x, xt::all(), xt::range(0, 1)) * xt::view(x, xt::all(), xt::range(1, 2)) +
               xt::view(x, xt::all(), xt::range(2, 3));
    };
    auto explain = shap::exact(model, background);
    auto e = explain(inputs);
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
    const auto a = shap::exact(f, background)(inputs), b = shap::exact(g, background)(inputs),
               s = shap::exact(both, background)(inputs);
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
    const auto b = models().get<double>("mlp_background"), x = models().get<double>("mlp_x");
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
    const auto repeated = take(background, std::vector<std::size_t>{0, 1, 1, 1, 2});
    const shap::background<double> weighted(background, {1, 3, 1});
    CHECK(max_difference(shap::exact(f, repeated)(inputs).values, shap::exact(f, weighted)(inputs).values) < 1e-14);
}

TEST_CASE("a model that breaks its contract, and inputs that do not fit, are named") {
    const auto wrong = [](const array<double>& x) { return make_array<double>({x.shape()[0] + 1, 1}, 0.0); };
    CHECK_THROWS_WITH(shap::exact(wrong, background)(inputs), Catch::Contains("returned {2, 1}"));
    const auto f = rowwise([](const double* x) { return x[0]; });
    CHECK_THROWS_WITH(shap::exact(f, background)(array<double>{{1, 2}}), Catch::Contains("{3}"));
    CHECK_THROWS_WITH(shap::exact(f, make_array<double>({2, 30}, 0.0)), Catch::Contains("30 players"));
    const auto cancelled =
        shap::exact(f, background, shap::players::elements(), {.progress = [](const progress&) { return false; }});
    CHECK_THROWS_AS(cancelled(inputs), shap::cancelled);
}
