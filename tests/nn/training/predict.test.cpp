#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/predict.hpp>

#include <cmath>

using namespace diapir;

TEST_CASE("predictions are what the network says, in one run") {
    const nn::unet<float> net({.channels = 2, .filters = 2, .levels = 1, .kernel = 3}, 3);
    random_stream random(1);
    array<float> x = make_array<float>({70, 5, 6, 2});  // more than one batch, sides that are padded
    for (float& e : x) e = static_cast<float>(random.normal());
    const auto p = nn::predict(net, x);
    CHECK(p.size() == 70);
    CHECK((p.probabilities == net(x)));
    CHECK(shape_of(p.logits) == shape{70, 5, 6, 1});
    for (std::size_t i = 0; i < p.logits.size(); ++i) {
        const double z = static_cast<double>(p.logits.data()[i]);
        CHECK(static_cast<double>(p.probabilities.data()[i]) == Approx(1 / (1 + std::exp(-z))).epsilon(1e-5));
    }
    CHECK_THROWS_AS(nn::predict(net, array<float>{1, 2}), argument_error);
    CHECK_THROWS_AS(nn::predict(net, make_array<float>({0, 5, 6, 2})), argument_error);
    CHECK_THROWS_AS(nn::predict(net, make_array<float>({1, 5, 6, 3})), argument_error);
}
