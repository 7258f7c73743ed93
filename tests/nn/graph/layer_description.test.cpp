#include "catch.hpp"
#include <diapir/nn/graph/layer_description.hpp>

#include <string>
#include <utility>

using namespace diapir;

TEST_CASE("types become names as Keras 2.8 makes them") {
    // By keras.backend's to_snake_case: (.)([A-Z][a-z0-9]+) and ([a-z])([A-Z]) become \1_\2.
    for (const auto& [type, name] : {std::pair<std::string, std::string>{"BatchNormalization", "batch_normalization"},
                                     {"MaxPooling2D", "max_pooling2d"},
                                     {"Conv2D", "conv2d"},
                                     {"Conv2DTranspose", "conv2d_transpose"},
                                     {"DepthwiseConv2D", "depthwise_conv2d"},
                                     {"ReLU", "re_lu"},
                                     {"LeakyReLU", "leaky_re_lu"},
                                     {"ELU", "elu"},
                                     {"GELU", "gelu"},
                                     {"SpatialDropout2D", "spatial_dropout2d"},
                                     {"GlobalAveragePooling2D", "global_average_pooling2d"},
                                     {"UpSampling2D", "up_sampling2d"},
                                     {"ZeroPadding2D", "zero_padding2d"},
                                     {"Dense", "dense"},
                                     {"RNN", "rnn"},
                                     {"LSTMCell", "lstm_cell"},
                                     {"MyABCLayer", "my_abc_layer"},
                                     {"A", "a"},
                                     {"", ""}})
        CHECK(nn::detail::layer_name(type) == name);
}

TEST_CASE("a layer's parameters are counted, trained or not") {
    const nn::layer_description l{
        "n", "N", {4, 4, 3}, {{"kernel", {3, 3, 2, 4}}, {"mean", {4}, nn::initializer::ones, false}}, {"input_1"}};
    CHECK(l.parameter_count() == 76);
    CHECK(nn::layer_description{}.parameter_count() == 0);
}
