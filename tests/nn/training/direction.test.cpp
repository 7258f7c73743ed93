#include "catch.hpp"
#include <diapir/nn/training/direction.hpp>

using namespace diapir;
using nn::direction;

TEST_CASE("losses, errors and false decisions should fall, the rest should rise") {
    for (const char* name : {"loss", "val_loss", "dice_loss", "fp", "val_fn", "mean_error", "mse", "val_rmse", "mae"})
        CHECK(nn::direction_of(name) == direction::down);
    for (const char* name : {"auc", "val_accuracy", "tp", "loss_ratio", "s"})
        CHECK(nn::direction_of(name) == direction::up);
    CHECK(nn::direction_of("loss", direction::up) == direction::up);
    CHECK(nn::direction_of("auc", direction::down) == direction::down);
}
