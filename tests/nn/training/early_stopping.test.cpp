#include "nn/training/support.hpp"
#include <diapir/nn/training/early_stopping.hpp>
#include <diapir/nn/training/fit.hpp>

using namespace diapir;
using testing::small;
using testing::squares;

TEST_CASE("training never stops after an epoch that is better, whatever the patience") {
    const auto train = squares(32, 1), valid = squares(16, 2);
    for (const std::size_t patience : {0, 1, 2}) {
        nn::unet<float> net(small, 1);
        const auto h = nn::fit(net, train, valid, {.epochs = 5, .stop = nn::early_stopping{.patience = patience}});
        const auto loss = h.column("val_loss");
        REQUIRE(std::is_sorted(loss.rbegin(), loss.rend()));  // each better than the one before
        CHECK(h.epochs() == 5);
        CHECK_FALSE(h.stopped_early);
        CHECK(h.best_epoch == 4);
    }
}

TEST_CASE("training stops when its patience is used up, with a patience of 0 at the first epoch that is no better") {
    const auto train = squares(32, 1), valid = squares(16, 2);
    for (const std::size_t patience : {0, 1, 3}) {
        nn::unet<float> net(small, 1);
        const nn::early_stopping stop{.monitor = "val_loss", .patience = patience, .mode = nn::direction::up};
        const auto h = nn::fit(net, train, valid, {.epochs = 9, .stop = stop});
        CHECK(h.epochs() == 1 + std::max<std::size_t>(patience, 1));
        CHECK(h.stopped_early);
        CHECK(h.best_epoch == 0);
    }
}
