// How layers that move pixels are written.
#include "catch.hpp"
#include "io/onnx/written.hpp"
#include <diapir/io/onnx/pixel_rules.hpp>

using namespace diapir;
using testing::nodes_of;

TEST_CASE("resizing says how pixels lie") {
    CHECK(nodes_of({8, 8, 1}, nn::upsample2d{}) ==
          "Resize(mode nearest, coordinate_transformation_mode asymmetric, nearest_mode floor)");
    CHECK(nodes_of({8, 8, 1}, nn::upsample2d{.interpolation = interpolation::bilinear}) ==
          "Resize(mode linear, coordinate_transformation_mode half_pixel)");
    const auto like = [](const nn::value& x) {
        return x | nn::max_pool2d{.size = 3} | nn::resize_like{x, interpolation::nearest};
    };
    CHECK_THAT(
        nodes_of({8, 8, 1}, like),
        Catch::Contains("mode nearest, coordinate_transformation_mode half_pixel, nearest_mode round_prefer_ceil"));
}

TEST_CASE("what does nothing is no node") {
    CHECK(nodes_of({8, 8, 1}, nn::dropout{0.5}).empty());
    CHECK(nodes_of({8, 8, 1}, nn::pad_to_multiple{1}).empty());
    CHECK(nodes_of({8, 8, 1}, nn::pad_to_multiple{4}, {.rows = 8, .cols = 4}).empty());
    CHECK(nodes_of({8, 8, 1}, nn::pad_to_multiple{4}, {.rows = 8, .cols = 5}) == "Pad()");
    CHECK(nodes_of({5}, nn::flatten{}).empty());
    CHECK(nodes_of({2, 2, 2}, nn::flatten{}) == "Transpose(perm 0 2 3 1) Flatten(axis 1)");
}

TEST_CASE("a dense layer is a product, or at every pixel a convolution") {
    CHECK(nodes_of({5}, nn::dense{.units = 2}) == "Gemm()");
    CHECK(nodes_of({5}, nn::dense{.units = 2, .bias = false}) == "MatMul()");
    CHECK(nodes_of({4, 4, 5}, nn::dense{.units = 2}) == "Conv()");
    CHECK(nodes_of({4, 4, 5}, nn::global_max_pool2d{}) == "GlobalMaxPool() Flatten(axis 1)");
}
