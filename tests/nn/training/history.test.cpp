#include "catch.hpp"
#include <diapir/nn/training/history.hpp>

using namespace diapir;
using nn::direction;

TEST_CASE("a history is read by column") {
    const nn::history h{.names = {"loss", "val_auc"}, .rows = {{0.5, 0.7}, {0.4, 0.8}, {0.3, 0.75}}};
    CHECK(h.epochs() == 3);
    CHECK(h.column("val_auc") == std::vector<double>{0.7, 0.8, 0.75});
    CHECK(h.column("loss") == std::vector<double>{0.5, 0.4, 0.3});
    CHECK_THROWS_WITH(h.column("auc"), Catch::Contains("\"auc\"") && Catch::Contains("loss, val_auc"));
    CHECK_THROWS_AS(h.column("auc"), argument_error);
    CHECK(nn::history{}.epochs() == 0);
}

TEST_CASE("losses, errors and false decisions should fall, the rest should rise") {
    for (const char* name : {"loss", "val_loss", "dice_loss", "fp", "val_fn", "mean_error"})
        CHECK(nn::direction_of(name) == direction::down);
    for (const char* name : {"auc", "val_accuracy", "tp", "loss_ratio", "s"})
        CHECK(nn::direction_of(name) == direction::up);
    CHECK(nn::direction_of("loss", direction::up) == direction::up);
    CHECK(nn::direction_of("auc", direction::down) == direction::down);
}

TEST_CASE("a plateau waits for a value that is better by more than the smallest change") {
    nn::plateau up;
    CHECK(up.observe(0.5, direction::up, 0.125));
    CHECK_FALSE(up.observe(0.5, direction::up, 0.125));
    CHECK_FALSE(up.observe(0.625, direction::up, 0.125));
    CHECK(up.wait == 2);
    CHECK(up.best == 0.5);
    CHECK(up.observe(0.75, direction::up, 0.125));
    CHECK(up.wait == 0);
    CHECK(up.best == 0.75);
    nn::plateau down;
    CHECK(down.observe(0.5, direction::down, 0.125));
    CHECK_FALSE(down.observe(0.375, direction::down, 0.125));
    CHECK(down.observe(0.25, direction::down, 0.125));
    CHECK(down.best == 0.25);
}

TEST_CASE("a value that is not a number never improves") {
    nn::plateau p;
    CHECK_FALSE(p.observe(std::nan(""), direction::up, 0));
    CHECK(p.wait == 1);
    CHECK(p.observe(-5, direction::up, 0));
    CHECK_FALSE(p.observe(std::nan(""), direction::up, 0));
    CHECK(p.best == -5);
}
