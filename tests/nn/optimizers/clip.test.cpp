// Clipping against its formulas in the test itself.
#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/optimizers/clip.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

using namespace diapir;

namespace {

template <class T>
std::vector<tensor<T>> some_gradients() {
    random_stream random(1);
    std::vector<tensor<T>> all;
    for (const std::size_t size : {3, 40001, 1}) {
        all.emplace_back(shape{size});
        for (T& e : all.back()) e = static_cast<T>(random.normal());
    }
    return all;
}
template <class T>
double norm_of(const tensor<T>& t) {
    double sum = 0;
    for (const T e : t) sum += static_cast<double>(e) * static_cast<double>(e);
    return std::sqrt(sum);
}
template <class T>
double norm_of(const std::vector<tensor<T>>& all) {
    double sum = 0;
    for (const auto& t : all) sum += norm_of(t) * norm_of(t);
    return std::sqrt(sum);
}

}  // namespace

TEMPLATE_TEST_CASE("all gradients together are brought down to a norm, and keep their direction", "", float, double) {
    auto g = some_gradients<TestType>();
    const auto before = g;
    const double norm = norm_of(g);
    CHECK(nn::global_norm(g) == Approx(norm));
    CHECK(nn::clip_by_global_norm(g, 2 * norm) == Approx(norm));
    for (std::size_t i = 0; i < g.size(); ++i) CHECK(std::equal(g[i].begin(), g[i].end(), before[i].begin()));
    CHECK(nn::clip_by_global_norm(std::span(g), 0.5) == Approx(norm));
    CHECK(norm_of(g) == Approx(0.5));
    CHECK(static_cast<double>(g[0][1]) == Approx(static_cast<double>(before[0][1]) * 0.5 / norm));
    CHECK(static_cast<double>(g[1][40000]) == Approx(static_cast<double>(before[1][40000]) * 0.5 / norm));
}

TEST_CASE("each tensor is brought down to a norm of its own") {
    auto g = some_gradients<double>();
    const auto before = g;
    nn::clip_by_norm(g, 100);
    CHECK(norm_of(before[1]) > 100);
    for (std::size_t i = 0; i < g.size(); ++i) CHECK(norm_of(g[i]) == Approx(std::min(norm_of(before[i]), 100.0)));
}

TEST_CASE("every number is brought into a range, and NaN stays") {
    tensor<float> t(shape{11});
    for (std::size_t i = 0; i < 11; ++i) t[i] = static_cast<float>(i) - 5;
    t[3] = std::nanf("");
    t[4] = std::numeric_limits<float>::infinity();
    std::vector<tensor<float>> g{t};
    nn::clip_by_value(g, 2);
    for (std::size_t i = 0; i < 11; ++i) {
        if (i == 3) CHECK(std::isnan(g[0][i]));
        if (i == 4) CHECK(g[0][i] == 2);
        if (i != 3 && i != 4) CHECK(g[0][i] == std::min(2.f, std::max(-2.f, t[i])));
    }
}

TEST_CASE("gradients that are not there do not count") {
    std::vector<std::optional<tensor<double>>> g{tensor<double>(shape{1}, 3.0), tensor<double>(shape{1}, 100.0),
                                                 tensor<double>(shape{1}, 4.0)};
    g[1].reset();
    CHECK(nn::clip_by_global_norm(g, 1) == Approx(5));
    CHECK((*g[0])[0] == Approx(0.6));
    CHECK((*g[2])[0] == Approx(0.8));
    CHECK_FALSE(g[1]);
}

TEST_CASE("values are clipped first, then tensors, then all, and nothing where nothing is set") {
    const std::vector<tensor<double>> start{tensor<double>(shape{4}, 3.0), tensor<double>(shape{1}, 0.5)};
    const double norm = std::sqrt(36.25);
    const auto clipped = [&](const nn::gradient_clip& clip) {
        auto g = start;
        CHECK(clip(g) == Approx(norm));
        return std::pair(g[0][0], g[1][0]);
    };
    CHECK(clipped({}) == std::pair(3.0, 0.5));
    CHECK(clipped({.value = 1}) == std::pair(1.0, 0.5));
    CHECK(clipped({.norm = 1}) == std::pair(0.5, 0.5));
    std::vector<tensor<double>> uneven{tensor<double>(shape{2}, 4.0)};
    uneven[0][1] = 3;
    CHECK(nn::gradient_clip{.norm = 1, .value = 2}(uneven) == Approx(5));
    CHECK((uneven[0][0] == Approx(std::sqrt(0.5)) && uneven[0][1] == Approx(std::sqrt(0.5))));
    const auto [a, b] = clipped({.global_norm = 1, .norm = 1});
    CHECK(a == Approx(0.5 / std::sqrt(1.25)));
    CHECK(b == Approx(0.5 / std::sqrt(1.25)));
}

TEST_CASE("a norm that is not finite is told and nothing is changed, and bad limits are refused") {
    for (const double odd : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        std::vector<tensor<double>> g{tensor<double>(shape{2}, 7.0), tensor<double>(shape{1}, odd)};
        CHECK_FALSE(std::isfinite(nn::clip_by_global_norm(g, 1)));
        CHECK(g[0][0] == 7);
    }
    std::vector<tensor<double>> g{tensor<double>(shape{2}, 7.0)};
    CHECK_THROWS_WITH(nn::clip_by_global_norm(g, 0), Catch::Contains("clip_by_global_norm: expected a limit above 0"));
    CHECK_THROWS_AS(nn::clip_by_norm(g, -1), argument_error);
    CHECK_THROWS_AS(nn::clip_by_value(g, std::nan("")), argument_error);
    CHECK_THROWS_WITH(nn::gradient_clip{.value = -1}(g), Catch::Contains("gradient_clip"));
    CHECK(g[0][0] == 7);
}

TEST_CASE("norms whose squares under- or overflow are found and brought down") {
    for (const double unit : {5e-163, 1e-170, 1e200, std::numeric_limits<double>::denorm_min() * 8}) {
        const std::vector<tensor<double>> start{tensor<double>(shape{1}, 3 * unit), tensor<double>(shape{1}, 4 * unit)};
        auto g = start;
        CHECK(nn::global_norm(g) / unit == Approx(5));
        CHECK(nn::clip_by_global_norm(g, unit) / unit == Approx(5));
        if (unit < 1e-300) continue;
        CHECK(g[0][0] / unit == Approx(0.6));
        CHECK(g[1][0] / unit == Approx(0.8));
        g = start;
        nn::clip_by_norm(g, unit);
        CHECK(g[0][0] / unit == Approx(1));
        CHECK(g[1][0] / unit == Approx(1));
    }
    std::vector<tensor<double>> none{tensor<double>(shape{2}, 0.0)};
    CHECK(nn::global_norm(none) == 0);
}

TEST_CASE("a limit of values that float holds as 0 is refused") {
    std::vector<tensor<float>> g{tensor<float>(shape{2}, 7.0f)};
    CHECK_THROWS_WITH(nn::clip_by_value(g, 1e-60),
                      "clip_by_value: expected a limit that the gradients' type holds, got 1e-60");
    CHECK(g[0][0] == 7);
}
