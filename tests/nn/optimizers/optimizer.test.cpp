#include "catch.hpp"
#include <diapir/nn/optimizers/optimizer.hpp>

#include <span>
#include <vector>

using namespace diapir;

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
