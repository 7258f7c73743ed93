// What the axioms of Shapley values demand of every estimator: another order of the players orders the values in the
// same way, scaled outputs scale them, and inputs may be explained together or one by one.
#include "catch.hpp"
#include <diapir/shap.hpp>

#include <array>
#include <cmath>
#include <string>

using namespace diapir;

namespace {

constexpr std::size_t features = 6;
constexpr std::array<std::size_t, features> order{4, 0, 5, 2, 1, 3};

/// A function with interactions of all orders, of features that stand where `place` says.
auto model_with(const std::array<std::size_t, features>& place, double scale) {
    return [place, scale](const array<double>& x) {
        array<double> y = make_array<double>({x.shape()[0], 2});
        for (std::size_t i = 0; i < x.shape()[0]; ++i) {
            const double* v = x.data() + i * features;
            const auto at = [&](std::size_t f) { return v[place[f]]; };
            y(i, 0) = scale * (at(0) * at(1) - 2 * at(2) * at(3) * at(4) + std::tanh(at(5) + at(0)) + at(3));
            y(i, 1) = scale * (std::exp(0.3 * at(2)) * at(5) - at(1) * at(1));
        }
        return y;
    };
}
constexpr std::array<std::size_t, features> plain{0, 1, 2, 3, 4, 5};

array<double> noise(std::size_t count, std::uint64_t seed) {
    random_stream random(seed);
    array<double> a = make_array<double>({count, features});
    for (double& e : a) e = random.normal();
    return a;
}
/// Column f of `a` becomes column order[f].
array<double> reordered(const array<double>& a) {
    array<double> b = make_array<double>(shape_of(a));
    for (std::size_t i = 0; i < a.shape()[0]; ++i)
        for (std::size_t f = 0; f < features; ++f) b(i, order[f]) = a(i, f);
    return b;
}

/// Every estimator of models, with so much work that nothing is left to chance where that is possible.
template <class F>
void for_each_estimator(const F& f) {
    const shap::options whole{.budget = {.evaluations = 100000}, .seed = 3};
    f("exact", true, [=](const auto& m, const auto& b) { return shap::exact(m, b, whole); });
    f("additive", true, [=](const auto& m, const auto& b) { return shap::additive(m, b, whole); });
    f("occlusion", true, [=](const auto& m, const auto& b) { return shap::occlusion(m, b, whole); });
    f("kernel", true, [=](const auto& m, const auto& b) { return shap::kernel(m, b, whole); });
    f("permutation", false, [=](const auto& m, const auto& b) { return shap::permutation(m, b, whole); });
    f("sampling", false, [=](const auto& m, const auto& b) { return shap::sampling(m, b, whole); });
}

/// Whether two arrays of values {n, features, outputs} agree: but for rounding, or where values are sampled within six
/// standard errors of both.
template <class E>
void check_agree(const E& a, const E& b, bool certain, const std::array<std::size_t, features>& place) {
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t f = 0; f < features; ++f)
            for (std::size_t o = 0; o < 2; ++o) {
                INFO("input " << i << ", feature " << f << ", output " << o);
                double margin = 1e-10;
                if (!certain && a.has_standard_errors())
                    margin += 6 * (a.standard_errors(i, f, o) + b.standard_errors(i, place[f], o));
                CHECK(std::abs(a.values(i, f, o) - b.values(i, place[f], o)) <= margin);
            }
}

}  // namespace

TEST_CASE("players in another order get the same values") {
    const array<double> background = noise(5, 1), x = noise(3, 2);
    for_each_estimator([&](const std::string& name, bool certain, const auto& make) {
        INFO(name);
        const auto a = make(model_with(plain, 1), background)(x);
        const auto b = make(model_with(order, 1), reordered(background))(reordered(x));
        check_agree(a, b, certain, order);
    });
}

TEST_CASE("outputs that are scaled by a power of two scale the values to the last bit") {
    const array<double> background = noise(5, 1), x = noise(3, 2);
    for_each_estimator([&](const std::string& name, bool, const auto& make) {
        for (const double scale : {0.25, -8.0, std::ldexp(1.0, 300), std::ldexp(1.0, -300)}) {
            INFO(name << ", scaled by " << scale);
            const auto a = make(model_with(plain, 1), background)(x);
            const auto b = make(model_with(plain, scale), background)(x);
            for (std::size_t i = 0; i < a.values.size(); ++i)
                CHECK(b.values.data()[i] == Approx(scale * a.values.data()[i]).epsilon(1e-12));
        }
    });
}

TEST_CASE("inputs may be explained together or one by one") {
    const array<double> background = noise(5, 1), x = noise(3, 2);
    for_each_estimator([&](const std::string& name, bool certain, const auto& make) {
        INFO(name);
        const auto together = make(model_with(plain, 1), background)(x);
        for (std::size_t i = 0; i < 3; ++i) {
            const auto alone = make(model_with(plain, 1), background)(slice(x, i, i + 1));
            check_agree(together.inputs(i, i + 1), alone, certain, plain);
        }
    });
}

TEST_CASE("the memory for batches does not change the values") {
    const array<double> background = noise(5, 1), x = noise(3, 2);
    const shap::options small{.budget = {.evaluations = 4000}, .seed = 3, .memory = 1000};
    shap::options large = small;
    large.memory = std::size_t{1} << 30;
    const auto model = model_with(plain, 1);
    const auto same = [&](const auto& estimator) {
        const auto a = estimator(model, background, small)(x), b = estimator(model, background, large)(x);
        for (std::size_t i = 0; i < a.values.size(); ++i)
            CHECK(a.values.data()[i] == Approx(b.values.data()[i]).epsilon(1e-12).margin(1e-12));
    };
    same(shap::exact);
    same(shap::kernel);
    same(shap::permutation);
    same(shap::sampling);
    same(shap::occlusion);
}
