#include "nn/training/support.hpp"
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/training_callback.hpp>

#include <cmath>

using namespace diapir;

TEST_CASE("reports count epochs and batches from 1, and a callback ends training within an epoch") {
    const auto train = testing::squares(50, 1);
    nn::unet<float> net(testing::small, 1);
    std::vector<std::size_t> batches;
    const nn::training_callback third{[&](const nn::training_report& r) {
        CHECK((r.epoch == 1 && r.epochs == 9 && r.batches == 4));
        CHECK((r.seconds >= 0 && r.seconds_left >= 0 && std::isfinite(r.metrics["loss"])));
        batches.push_back(r.batch);
        return r.batch < 3;
    }};
    CHECK(nn::fit(net, train, {}, {.epochs = 9, .batch = 16, .callbacks = {third}}).epochs() == 0);
    CHECK(batches == std::vector<std::size_t>{1, 2, 3});
}
