#include "nn/training/support.hpp"
#include <diapir/nn/training/fit.hpp>
#include <diapir/nn/training/reduce_on_plateau.hpp>

#include <vector>

using namespace diapir;
using testing::small;
using testing::squares;

namespace {

std::vector<double> rates(const nn::reduce_on_plateau& reduce) {
    nn::unet<float> net(small, 1);
    const auto train = squares(32, 1), valid = squares(16, 2);
    return nn::fit(net, train, valid, {.epochs = 5, .optimizer = nn::adam{.learning_rate = 1e-3}, .reduce = reduce})
        .column("learning_rate");
}

}  // namespace

TEST_CASE("the rate is not cut while training improves, whatever the patience") {
    for (const std::size_t patience : {0, 1, 2})
        CHECK(rates({.factor = 0.5, .patience = patience, .min_delta = 0}) == std::vector<double>(5, 1e-3));
}

TEST_CASE("the rate is cut when the patience is used up, with a patience of 0 after every epoch that is no better") {
    const auto never_better = [](std::size_t patience) {
        return rates({.factor = 0.5, .patience = patience, .min_learning_rate = 2e-4, .mode = nn::direction::up});
    };
    CHECK(never_better(0) == std::vector<double>{1e-3, 1e-3, 5e-4, 2.5e-4, 2e-4});
    CHECK(never_better(1) == never_better(0));
    CHECK(never_better(2) == std::vector<double>{1e-3, 1e-3, 1e-3, 5e-4, 5e-4});
}
