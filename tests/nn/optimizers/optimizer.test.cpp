#include "catch.hpp"
#include <diapir/nn/optimizers/optimizer.hpp>

#include <array>
#include <span>
#include <vector>

using namespace diapir;

namespace {

/// Steps of one length (Riedmiller and Braun 1993), counted for each number: a rule of a program of its own.
struct sign_descent {
    double learning_rate = 0.5;
    static constexpr std::size_t slots = 2;
    std::string name() const { return "sign_descent"; }

    template <class T>
    void update(std::size_t step, double rate, std::size_t count, T* w, const T* g,
                const std::array<T*, slots>& state) const {
        for (std::size_t i = 0; i < count; ++i) {
            w[i] -= static_cast<T>(rate) * static_cast<T>((g[i] > 0) - (g[i] < 0));
            state[0][i] += T{1};
            state[1][i] = static_cast<T>(step);
        }
    }
};
/// A rule that keeps nothing.
struct plain_descent {
    double learning_rate = 1;
    static constexpr std::size_t slots = 0;
    std::string name() const { return "plain"; }

    template <class T>
    void update(std::size_t, double rate, std::size_t count, T* w, const T* g, const std::array<T*, 0>&) const {
        for (std::size_t i = 0; i < count; ++i) w[i] -= static_cast<T>(rate) * g[i];
    }
};

}  // namespace

TEMPLATE_TEST_CASE("a rule of one's own is an optimizer, and sees every number once with its own state", "", float,
                   double) {
    const nn::optimizer o = sign_descent{.learning_rate = 0.25};
    CHECK(nn::name(o) == "sign_descent");
    CHECK(nn::learning_rate(o) == 0.25);
    REQUIRE(nn::slots(o) == 2);
    const std::size_t size = 2 * elements_at_once + 7;
    tensor<TestType> w(shape{size}), g(shape{size});
    for (std::size_t i = 0; i < size; ++i) {
        w[i] = static_cast<TestType>(i);
        g[i] = i % 3 == 0 ? TestType{2} : TestType{-3};
    }
    std::vector<tensor<TestType>> state(2, tensor<TestType>(shape{size}, TestType{0}));
    for (std::size_t step = 1; step <= 3; ++step) nn::update(o, step, 0.5, w, g, std::span(state));
    bool right = true;
    for (std::size_t i = 0; i < size; ++i)
        right = right && w[i] == static_cast<TestType>(i) + TestType(i % 3 == 0 ? -1.5 : 1.5) && state[0][i] == 3 &&
                state[1][i] == 3;
    CHECK(right);
    nn::update(nn::optimizer(plain_descent{}), 1, 1.0, g, tensor<TestType>(g), std::span<tensor<TestType>>());
    for (const TestType e : g) CHECK(e == 0);
}

TEST_CASE("an optimizer tells its name, rate and how much state it keeps") {
    const nn::optimizer a = nn::adam{.learning_rate = 0.25}, s = nn::sgd{};
    CHECK(nn::name(a) == "adam");
    CHECK(nn::name(s) == "sgd");
    CHECK(nn::learning_rate(a) == 0.25);
    CHECK(nn::learning_rate(s) == 0.01);
    CHECK(nn::slots(a) == 2);
    CHECK(nn::slots(s) == 1);
}

TEST_CASE("gradients and states of other shapes are refused, and nothing is changed") {
    tensor<float> w(shape{4}, 1.f);
    const tensor<float> g(shape{4}, 1.f), short_g(shape{3}, 1.f);
    const auto states = [](std::size_t count, std::size_t size) {
        return std::vector<tensor<float>>(count, tensor<float>(shape{size}, 0.f));
    };
    auto two = states(2, 4), one = states(1, 4), small = states(2, 3);
    const nn::optimizer rule = nn::adam{};
    CHECK_THROWS_WITH(nn::update(rule, 1, 0.1, w, short_g, std::span(two)),
                      Catch::Contains("adam: expected a gradient"));
    CHECK_THROWS_WITH(nn::update(rule, 1, 0.1, w, g, std::span(one)), Catch::Contains("2 tensors of state, got 1"));
    CHECK_THROWS_WITH(nn::update(rule, 1, 0.1, w, g, std::span(small)), Catch::Contains("expected a state"));
    CHECK_THROWS_AS(nn::update(rule, 0, 0.1, w, g, std::span(two)), argument_error);
    for (const float e : w) CHECK(e == 1);
    nn::update(rule, 1, 0.1, w, g, std::span(two));
    for (const float e : w) CHECK(e < 1);
}
