#include "catch.hpp"
#include <diapir/nn/layers/layer_lister.hpp>

using namespace diapir;
using nn::activation;

TEST_CASE("a lister names layers as Keras does, with their shapes, parameters and inputs") {
    nn::layer_lister lister;
    const auto input = lister.input(8, 6, 2);
    const auto a = lister.conv2d(input, 5, 3, activation::relu);
    const auto pooled = lister.dropout(lister.max_pool2d(a), 0.5);
    const auto up = lister.conv2d_transpose(lister.conv2d(pooled, 7, 3, activation::relu), 4, 3);
    lister.concatenate(up, a);
    const auto& layers = lister.layers();
    const auto check = [&](std::size_t i, const std::string& name, const std::string& type, const shape& output,
                           std::size_t parameters, const std::vector<std::string>& inputs) {
        CHECK(layers[i].name == name);
        CHECK(layers[i].type == type);
        CHECK(layers[i].output == output);
        CHECK(layers[i].parameter_count() == parameters);
        CHECK(layers[i].inputs == inputs);
    };
    REQUIRE(layers.size() == 7);
    check(0, "input_1", "InputLayer", {8, 6, 2}, 0, {});
    check(1, "conv2d", "Conv2D", {8, 6, 5}, 9 * 2 * 5 + 5, {"input_1"});
    check(2, "max_pooling2d", "MaxPooling2D", {4, 3, 5}, 0, {"conv2d"});
    check(3, "dropout", "Dropout", {4, 3, 5}, 0, {"max_pooling2d"});
    check(4, "conv2d_1", "Conv2D", {4, 3, 7}, 9 * 5 * 7 + 7, {"dropout"});
    check(5, "conv2d_transpose", "Conv2DTranspose", {8, 6, 4}, 9 * 4 * 7 + 4, {"conv2d_1"});
    check(6, "concatenate", "Concatenate", {8, 6, 9}, 0, {"conv2d_transpose", "conv2d"});
    CHECK(layers[1].parameters == std::vector<shape>{{3, 3, 2, 5}, {5}});
    CHECK(layers[5].parameters == std::vector<shape>{{3, 3, 4, 7}, {4}});
}
