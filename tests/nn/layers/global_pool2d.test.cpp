#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/global_pool2d.hpp>

#include <algorithm>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::random_samples;
using testing::refusal;

TEST_CASE("global poolings give the mean and the largest value of each channel, as {n, channels}") {
    const auto x = random_samples(20, {4, 3, 2});
    const auto mean = nn::network<double>({4, 3, 2}, nn::global_average_pool2d{})(x);
    const auto most = nn::network<double>({4, 3, 2}, nn::global_max_pool2d{})(x);
    CHECK(shape_of(mean) == shape{20, 2});
    CHECK(shape_of(most) == shape{20, 2});
    for (std::size_t n = 0; n < 20; ++n)
        for (std::size_t c = 0; c < 2; ++c) {
            double sum = 0, largest = x(n, 0, 0, c);
            for (std::size_t pixel = 0; pixel < 12; ++pixel) {
                sum += x(n, pixel / 3, pixel % 3, c);
                largest = std::max(largest, x(n, pixel / 3, pixel % 3, c));
            }
            CHECK(mean(n, c) == Approx(sum / 12).epsilon(1e-13));
            CHECK(most(n, c) == largest);
        }
}

TEST_CASE("global poolings keep the laws of layers") {
    check_layer({4, 3, 2}, nn::global_average_pool2d{}, {5, 1, 2});
    check_layer({4, 3, 2}, nn::global_max_pool2d{}, {1, 6, 2});
    check_layer({1, 1, 3}, nn::global_average_pool2d{});
    check_layer({1, 1, 3}, nn::global_max_pool2d{});
}

TEST_CASE("global poolings are listed as Keras lists them, and refuse features") {
    CHECK(listed({4, 3, 2}, nn::global_average_pool2d{}) ==
          "input_1 InputLayer {4, 3, 2}\n"
          "global_average_pooling2d GlobalAveragePooling2D {2} <- input_1\n");
    CHECK(listed({4, 3, 2}, nn::global_max_pool2d{}) ==
          "input_1 InputLayer {4, 3, 2}\n"
          "global_max_pooling2d GlobalMaxPooling2D {2} <- input_1\n");
    CHECK_THAT(refusal({4}, nn::global_average_pool2d{}),
               Catch::Contains("network: global_average_pooling2d: global_average_pool2d: expected an image"));
    CHECK_THAT(refusal({4}, nn::global_max_pool2d{}),
               Catch::Contains("network: global_max_pooling2d: global_max_pool2d: expected an image"));
}
