#include "catch.hpp"
#include <diapir/core/batch.hpp>
#include <diapir/nn/layers/layer_runner.hpp>

using namespace diapir;

TEST_CASE("an activation follows its convolution") {
    const auto x = pack(make_array<double>({1, 2, 2, 1}, 1.0));
    const std::vector<tensor<double>> parameters{tensor<double>(shape{1, 1, 1, 1}, -2.0),
                                                 tensor<double>(shape{1}, 0.5)};
    const std::span<const tensor<double>> with(parameters);
    CHECK(nn::layer_runner<tensor<double>>(with).conv2d(x, 1, 1, nn::activation::none)[0] == -1.5);
    CHECK(nn::layer_runner<tensor<double>>(with).conv2d(x, 1, 1, nn::activation::relu)[0] == 0);
}
