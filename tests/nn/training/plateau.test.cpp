#include "catch.hpp"
#include <diapir/nn/training/plateau.hpp>

#include <cmath>

using namespace diapir;
using nn::direction;

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

TEST_CASE("a value that is not a number never improves, and does not count as waiting") {
    nn::plateau p;
    CHECK_FALSE(p.observe(std::nan(""), direction::up, 0));
    CHECK(p.wait == 0);
    CHECK(p.observe(-5, direction::up, 0));
    CHECK_FALSE(p.observe(-5, direction::up, 0));
    CHECK_FALSE(p.observe(std::nan(""), direction::up, 0));
    CHECK(p.wait == 1);
    CHECK(p.best == -5);
}

TEST_CASE("patience ends after so many epochs that are no better, never after one that is") {
    for (const std::size_t patience : {0, 1, 2, 3}) {
        nn::plateau p;
        for (const double value : {3.0, 2.0, 1.0}) {
            p.observe(value, direction::down, 0);
            CHECK_FALSE(p.exhausted(patience));
        }
        std::size_t epochs = 0;
        while (!p.exhausted(patience)) p.observe(1, direction::down, 0), ++epochs;
        CHECK(epochs == std::max<std::size_t>(patience, 1));
    }
}
