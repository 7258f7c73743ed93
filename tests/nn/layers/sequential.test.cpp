#include "nn/layers/check_layer.hpp"
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/residual_block.hpp>
#include <diapir/nn/layers/sequential.hpp>

using namespace diapir;
using testing::check_layer;
using testing::listed;
using testing::max_difference;
using testing::random_samples;
using testing::randomized;

TEST_CASE("layers in sequence are layers one after the other") {
    const nn::conv2d convolution{.filters = 3};
    const nn::sequential all{convolution, nn::relu{}, nn::max_pool2d{}, convolution};
    const auto written = [&](const nn::value& x) {
        return x | convolution | nn::relu{} | nn::max_pool2d{} | convolution;
    };
    CHECK(listed({6, 4, 2}, all) == listed({6, 4, 2}, written));
    const auto x = random_samples(3, {6, 4, 2});
    const auto a = randomized<double>({6, 4, 2}, [&](const nn::value& v) { return v | all; });
    CHECK(max_difference(a(x), randomized<double>({6, 4, 2}, written)(x)) == 0);
}

TEST_CASE("sequences hold functions of values and sequences, and may be empty") {
    const nn::sequential inner{nn::residual_block{.filters = 2}, nn::tanh{}};
    const nn::sequential outer{nn::conv2d{.filters = 2, .kernel = 1}, inner, inner,
                               [](const nn::value& x) { return x | nn::global_average_pool2d{}; },
                               nn::dense{.units = 2}};
    check_layer({3, 4, 2}, outer);
    const auto x = random_samples(3, {2, 2, 1});
    CHECK(max_difference(nn::network<double>({2, 2, 1}, nn::sequential{})(x), x) == 0);
}
