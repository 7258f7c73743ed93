#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/squeeze_excitation.hpp>

#include <algorithm>
#include <cmath>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::random_samples;
using testing::randomized;
using testing::refusal;

TEST_CASE("gates strengthen channels by their means and pixels by their channels") {
    const std::size_t channels = 6, hidden = 3;
    const auto net =
        randomized<double>({3, 4, channels}, [](const nn::value& x) { return x | nn::squeeze_excitation{2}; });
    const auto& p = net.parameters();
    REQUIRE(p.size() == 6);
    const auto gate = [](double z) { return 1 / (1 + std::exp(-z)); };
    const auto x = random_samples(2, {3, 4, channels}), y = net(x);
    for (std::size_t n = 0; n < 2; ++n) {
        std::vector<double> mean(channels), inner(hidden), of_channel(channels);
        for (std::size_t pixel = 0; pixel < 12; ++pixel)
            for (std::size_t c = 0; c < channels; ++c) mean[c] += x(n, pixel / 4, pixel % 4, c) / 12;
        for (std::size_t h = 0; h < hidden; ++h) {
            double z = p[1].value[h];
            for (std::size_t c = 0; c < channels; ++c) z += mean[c] * p[0].value[c * hidden + h];
            inner[h] = std::max(z, 0.0);
        }
        for (std::size_t c = 0; c < channels; ++c) {
            double z = p[3].value[c];
            for (std::size_t h = 0; h < hidden; ++h) z += inner[h] * p[2].value[h * channels + c];
            of_channel[c] = gate(z);
        }
        for (std::size_t pixel = 0; pixel < 12; ++pixel) {
            double z = p[5].value[0];
            for (std::size_t c = 0; c < channels; ++c) z += x(n, pixel / 4, pixel % 4, c) * p[4].value[c];
            for (std::size_t c = 0; c < channels; ++c)
                CHECK(y(n, pixel / 4, pixel % 4, c) ==
                      Approx(x(n, pixel / 4, pixel % 4, c) * (of_channel[c] + gate(z))));
        }
    }
}

TEST_CASE("gates keep the laws of layers") {
    check_layer({3, 4, 8}, nn::squeeze_excitation{}, {5, 2, 8});
    check_layer({3, 4, 2}, nn::squeeze_excitation{.reduction = 16});  // of at least one unit
}

TEST_CASE("gates are listed in the order of their parameters, and refuse a reduction of 0") {
    CHECK_THAT(listed({3, 4, 8}, nn::squeeze_excitation{}),
               Catch::Contains("dense Dense {2} kernel{8, 2} bias{2} <- global_average_pooling2d\n"
                               "dense_1 Dense {8} kernel{2, 8} bias{8} <- dense\n"
                               "conv2d Conv2D {3, 4, 1} kernel{1, 1, 8, 1} bias{1} <- input_1\n"
                               "multiply Multiply {3, 4, 8} <- input_1 <- dense_1\n"
                               "multiply_1 Multiply {3, 4, 8} <- input_1 <- conv2d\n"
                               "add Add {3, 4, 8} <- multiply <- multiply_1\n"));
    CHECK_THAT(refusal({3, 4, 8}, nn::squeeze_excitation{.reduction = 0}),
               Catch::Contains("squeeze_excitation: expected a reduction of at least 1, got 0"));
}
