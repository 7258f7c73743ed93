#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/pool2d.hpp>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::refusal;

TEST_CASE("images are padded with zeros at the bottom and right to the next multiple") {
    const nn::network<double> net({5, 8, 2}, nn::pad_to_multiple{4});
    for (const shape& input : {shape{5, 8, 2}, {8, 4, 2}, {1, 9, 2}}) {
        const auto x = random_samples(3, input), y = net(x);
        const std::size_t rows = (input[0] + 3) / 4 * 4, cols = (input[1] + 3) / 4 * 4;
        REQUIRE(shape_of(y) == shape{3, rows, cols, 2});
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < cols; ++c)
                CHECK(y(2, r, c, 1) == (r < input[0] && c < input[1] ? x(2, r, c, 1) : 0));
    }
}

TEST_CASE("what was added is taken off again") {
    const auto written = [](const nn::value& x) { return nn::crop_like(x | nn::pad_to_multiple{4}, x); };
    const nn::network<double> net({5, 8, 2}, written);
    for (const shape& input : {shape{5, 8, 2}, {8, 4, 2}, {1, 9, 2}, {4, 9, 2}, {6, 4, 2}}) {
        const auto x = random_samples(3, input);
        CHECK(max_difference(net(x), x) == 0);
    }
}

TEST_CASE("padding and cropping keep the laws of layers") {
    check_layer({5, 6, 2}, nn::pad_to_multiple{4}, {8, 8, 2});
    check_layer({5, 6, 2}, nn::pad_to_multiple{1});
    const auto around = [](const nn::value& x) {
        return nn::crop_like(x | nn::pad_to_multiple{3} | nn::conv2d{.filters = 3}, x);
    };
    check_layer({5, 7, 2}, around, {6, 3, 2});
}

TEST_CASE("padding and cropping are listed where they do something") {
    const auto written = [](const nn::value& x) {
        return nn::crop_like(x | nn::pad_to_multiple{4} | nn::conv2d{.filters = 1}, x);
    };
    CHECK(listed({5, 8, 2}, written) ==
          "input_1 InputLayer {5, 8, 2}\n"
          "zero_padding2d ZeroPadding2D {8, 8, 2} <- input_1\n"
          "conv2d Conv2D {8, 8, 1} kernel{3, 3, 2, 1} bias{1} <- zero_padding2d\n"
          "cropping2d Cropping2D {5, 8, 1} <- conv2d <- input_1\n");
    CHECK(listed({4, 8, 2}, written) ==
          "input_1 InputLayer {4, 8, 2}\n"
          "conv2d Conv2D {4, 8, 1} kernel{3, 3, 2, 1} bias{1} <- input_1\n");
}

TEST_CASE("padding and cropping refuse what they cannot do") {
    CHECK(refusal({4, 4, 1}, nn::pad_to_multiple{0}) ==
          "network: zero_padding2d: pad_to_multiple: expected a multiple of at least 1, got 0");
    CHECK_THAT(refusal({4}, nn::pad_to_multiple{2}), Catch::Contains("pad_to_multiple: expected an image"));
    CHECK(refusal({4, 4, 1}, [](const nn::value& x) { return nn::crop_like(x | nn::max_pool2d{}, x); }) ==
          "network: cropping2d: crop_like: expected an image no larger than {2, 2, 1}, got {4, 4, 1}");
}
