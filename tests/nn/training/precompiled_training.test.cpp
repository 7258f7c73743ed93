// The training that the library has compiled serves any order of includes.
#include "nn/training/support.hpp"
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/precompiled_training.hpp>
#include <diapir/nn/training/predict.hpp>

using namespace diapir;

TEST_CASE("a program that reads predictions first trains as any other") {
    const auto data = testing::squares(8, 1);
    nn::unet<float> net(testing::small, 1);
    CHECK(nn::fit(net, data, {}, {.epochs = 2}).epochs() == 2);
    CHECK(nn::predict(net, data.x).size() == 8);
}
