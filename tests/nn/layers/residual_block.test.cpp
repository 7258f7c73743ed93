#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/residual_block.hpp>

#include <algorithm>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

TEST_CASE("a residual block adds two convolutions to what it is given") {
    const shape input{5, 4, 3};
    const nn::conv2d convolution{.filters = 3, .kernel = 3};
    const auto block = randomized<double>(input, [](const nn::value& x) {
        return x | nn::residual_block{3, 3, nn::normalization::none};
    });
    const auto change =
        randomized<double>(input, [&](const nn::value& x) { return x | convolution | nn::relu{} | convolution; });
    const auto x = random_samples(3, input);
    const array<double> y = block(x), c = change(x);
    for (std::size_t i = 0; i < y.size(); ++i)
        CHECK(y.data()[i] == Approx(std::max(x.data()[i] + c.data()[i], 0.0)).margin(1e-13));
}

TEST_CASE("residual blocks keep the laws of layers, with every normalization and with a shortcut of their own") {
    using enum nn::normalization;
    for (const auto kind : {none, batch, nn::normalization::layer}) {
        check_layer({4, 5, 3}, nn::residual_block{.filters = 3, .normalization = kind}, {3, 3, 3});
        check_layer({4, 5, 3}, nn::residual_block{.filters = 2, .kernel = 2, .normalization = kind});
    }
    check_layer({3, 4, 2}, nn::residual_block{.filters = 8, .normalization = group});
}

TEST_CASE("a residual block is listed with its shortcut last, and has no bias before a normalization") {
    CHECK(listed({4, 4, 2}, nn::residual_block{.filters = 3, .normalization = nn::normalization::layer}) ==
          "input_1 InputLayer {4, 4, 2}\n"
          "conv2d Conv2D {4, 4, 3} kernel{3, 3, 2, 3} <- input_1\n"
          "layer_normalization LayerNormalization {4, 4, 3} gamma{3} beta{3} <- conv2d\n"
          "re_lu ReLU {4, 4, 3} <- layer_normalization\n"
          "conv2d_1 Conv2D {4, 4, 3} kernel{3, 3, 3, 3} <- re_lu\n"
          "layer_normalization_1 LayerNormalization {4, 4, 3} gamma{3} beta{3} <- conv2d_1\n"
          "conv2d_2 Conv2D {4, 4, 3} kernel{1, 1, 2, 3} <- input_1\n"
          "layer_normalization_2 LayerNormalization {4, 4, 3} gamma{3} beta{3} <- conv2d_2\n"
          "add Add {4, 4, 3} <- layer_normalization_1 <- layer_normalization_2\n"
          "re_lu_1 ReLU {4, 4, 3} <- add\n");
    CHECK_THAT(listed({4, 4, 3}, nn::residual_block{.filters = 3, .normalization = nn::normalization::none}),
               Catch::Contains("conv2d_1 Conv2D {4, 4, 3} kernel{3, 3, 3, 3} bias{3} <- re_lu\n"
                               "add Add {4, 4, 3} <- conv2d_1 <- input_1\n"));
}

TEST_CASE("a residual block refuses what its layers refuse") {
    CHECK_THAT(refusal({4, 4, 2}, nn::residual_block{.filters = 0}), Catch::Contains("network: conv2d: "));
    CHECK_THAT(refusal({4, 4, 2}, nn::residual_block{.filters = 3, .normalization = nn::normalization::group}),
               Catch::Contains("network: group_normalization: ") && Catch::Contains("8 groups"));
}
