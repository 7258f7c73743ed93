#include "catch.hpp"
#include "ops/laws.hpp"
#include <diapir/nn/layers/activation.hpp>

using namespace diapir;
using testing::equal;

TEST_CASE("an activation is the operation of its name") {
    const auto x = testing::random_batch(1, 2, 4, 6);
    CHECK(equal(nn::activated(x, nn::activation::none), x));
    CHECK(equal(nn::activated(x, nn::activation::relu), relu(x)));
    CHECK(equal(nn::activated(x, nn::activation::sigmoid), sigmoid(x)));
    CHECK(equal(nn::activated(x, nn::activation::tanh), diapir::tanh(x)));
    CHECK(equal(nn::activated(x, nn::activation::leaky_relu), leaky_relu(x)));
    CHECK(equal(nn::activated(x, nn::activation::elu), elu(x)));
    CHECK(equal(nn::activated(x, nn::activation::gelu), gelu(x)));
    CHECK(equal(nn::activated(x, nn::activation::silu), silu(x)));
    CHECK(equal(nn::activated(x, nn::activation::softplus), softplus(x)));
    CHECK(equal(nn::activated(x, nn::activation::softmax), softmax(x)));
}

TEST_CASE("only what ends in probabilities is taken off for losses") {
    CHECK(nn::gives_probabilities(nn::activation::sigmoid));
    CHECK(nn::gives_probabilities(nn::activation::softmax));
    for (const auto f : {nn::activation::none, nn::activation::relu, nn::activation::tanh})
        CHECK_FALSE(nn::gives_probabilities(f));
}
