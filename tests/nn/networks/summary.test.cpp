#include "catch.hpp"
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/networks/summary.hpp>

using namespace diapir;

TEST_CASE("a summary lists layers with their shapes, parameters and inputs, in columns") {
    const auto two_layers = [](nn::value x) {
        return nn::concatenate({x | nn::conv2d{.filters = 32, .kernel = 100}, x});
    };
    CHECK(nn::summary(nn::network<float>({8, 16, 1}, two_layers)) ==
          "Layer (type)               Output Shape       Param #  Connected to\n"
          "========================================================================\n"
          "input_1 (InputLayer)       (None, 8, 16, 1)   0\n"
          "conv2d (Conv2D)            (None, 8, 16, 32)  320,032  input_1\n"
          "concatenate (Concatenate)  (None, 8, 16, 33)  0        conv2d, input_1\n"
          "========================================================================\n"
          "Total params: 320,032\n");
}

TEST_CASE("a summary counts what is frozen as not trained") {
    nn::network<float> net({8}, nn::dense{.units = 4});
    CHECK_THAT(nn::summary(net), !Catch::Contains("Non-trainable"));
    net.parameters()[0].trainable = false;
    CHECK_THAT(nn::summary(net), Catch::Contains("Trainable params: 4\nNon-trainable params: 32\n"));
}

TEST_CASE("numbers are grouped by thousands") {
    for (const auto& [size, text] :
         {std::pair{7, "7"}, {999, "999"}, {1000, "1,000"}, {123456, "123,456"}, {1234567, "1,234,567"}})
        CHECK_THAT(nn::summary({{"a", "A", {1, 1, 1}, {{"kernel", {static_cast<std::size_t>(size)}}}, {}}}),
                   Catch::Contains(std::string("Total params: ") + text + "\n"));
}
