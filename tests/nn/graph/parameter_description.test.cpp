#include "catch.hpp"
#include <diapir/nn/graph/parameter_description.hpp>

using namespace diapir;

TEST_CASE("a parameter is trained and begins at zero unless it says otherwise") {
    const nn::parameter_description bias{"bias", {4}};
    CHECK(bias.trainable);
    CHECK(bias.initializer == nn::initializer::zeros);
    CHECK(bias == nn::parameter_description{"bias", {4}, nn::initializer::zeros, true});
    CHECK_FALSE(bias == nn::parameter_description{"bias", {5}});
    CHECK_FALSE(bias == nn::parameter_description{"beta", {4}});
    CHECK_FALSE(bias == nn::parameter_description{"bias", {4}, nn::initializer::ones});
    CHECK_FALSE(bias == nn::parameter_description{"bias", {4}, nn::initializer::zeros, false});
}
