// How convolutions and poolings are written. That they then compute the same is tested by reading them back, and by
// ONNX Runtime; here is which padding they say.
#include "catch.hpp"
#include "io/onnx/written.hpp"
#include <diapir/io/onnx/window_rules.hpp>

using namespace diapir;
using Catch::Contains;
using testing::nodes_of;

TEST_CASE("padding is in numbers where it does not depend on the sides") {
    CHECK(nodes_of({8, 8, 1}, nn::conv2d{.filters = 1, .kernel = 4, .kernel_cols = 3}) ==
          "Conv(kernel_shape 4 3, strides 1 1, pads 1 1 2 1)");
    CHECK(nodes_of({8, 8, 1}, nn::conv2d{.filters = 1, .stride = 2}) ==
          "Conv(kernel_shape 3 3, strides 2 2, auto_pad SAME_UPPER)");
    CHECK(nodes_of({8, 8, 1}, nn::conv2d{.filters = 1, .stride = 2}, {.rows = 8, .cols = 7}) ==
          "Conv(kernel_shape 3 3, strides 2 2, pads 0 1 1 1)");
    CHECK(nodes_of({8, 8, 1}, nn::conv2d{.filters = 1, .dilation = 2}) ==
          "Conv(kernel_shape 3 3, strides 1 1, dilations 2 2, pads 2 2 2 2)");
    CHECK(nodes_of({8, 8, 1}, nn::max_pool2d{}) == "MaxPool(kernel_shape 2 2, strides 2 2)");
    CHECK(nodes_of({8, 8, 1}, nn::average_pool2d{.size = 3, .stride = 1, .border = nn::border::same}) ==
          "AveragePool(kernel_shape 3 3, strides 1 1, pads 1 1 1 1)");
}

TEST_CASE("a transposed convolution is cut or filled up as Keras does") {
    CHECK(nodes_of({4, 4, 1}, nn::conv2d_transpose{.filters = 1, .kernel = 5}) ==
          "ConvTranspose(kernel_shape 5 5, strides 2 2, pads 1 1 2 2)");
    CHECK(nodes_of({4, 4, 1}, nn::conv2d_transpose{.filters = 1, .kernel = 2, .stride = 3}) ==
          "ConvTranspose(kernel_shape 2 2, strides 3 3, pads 0 0 0 0, output_padding 1 1)");
}

TEST_CASE("axes are put in another order") {
    // numpy: arange(24).reshape(1, 2, 3, 4).transpose(3, 0, 2, 1).ravel()[:8]
    std::vector<int> from(24);
    for (int i = 0; i < 24; ++i) from[static_cast<std::size_t>(i)] = i;
    const auto to = io::onnx::permuted(from, {1, 2, 3, 4}, {3, 0, 2, 1});
    CHECK(std::vector<int>(to.begin(), to.begin() + 8) == std::vector<int>{0, 12, 4, 16, 8, 20, 1, 13});
}
