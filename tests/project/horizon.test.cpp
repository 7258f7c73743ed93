// Horizons of labels between their picks.
#include "../../examples/salt/survey/horizon.hpp"

#include "catch.hpp"

using salt::horizon;

TEST_CASE("a horizon goes straight between the picks of a line, along inlines and crosslines") {
    horizon h;
    CHECK(h.empty());
    h.begin_block();
    h.add(100, 10, 40);
    h.add(100, 15, 50);
    h.add(100, 17, 54);
    h.add(104, 10, 48);
    CHECK_FALSE(h.empty());
    CHECK(h.at(true, 100, 10) == 40.0);
    CHECK(h.at(true, 100, 11) == 42.0);
    CHECK(h.at(true, 100, 15) == 50.0);
    CHECK(h.at(true, 100, 16) == 52.0);
    CHECK(h.at(false, 10, 103) == 46.0);
    for (const long long beyond : {9, 18}) CHECK_FALSE(h.at(true, 100, beyond));
    CHECK_FALSE(h.at(true, 102, 10));  // a line without picks
    CHECK(h.at(true, 104, 10) == 48.0);
    CHECK(h.picked(true, 104));
    CHECK(h.picked(false, 17));
    CHECK_FALSE(h.picked(false, 16));
}

TEST_CASE("picks of different blocks of a horizon are not connected, and the last one counts") {
    horizon h;
    h.begin_block();
    h.add(1, -10, 0);
    h.add(1, 0, 10);
    h.begin_block();
    h.add(1, 10, 100);
    h.add(1, 20, 110);
    CHECK(h.at(true, 1, -5) == 5.0);
    CHECK_FALSE(h.at(true, 1, 5));
    CHECK(h.at(true, 1, 15) == 105.0);
    h.begin_block();
    h.add(1, -5, 7);
    h.add(1, -5, 8);
    CHECK(h.at(true, 1, -5) == 8.0);
    CHECK(h.at(true, 1, -6) == 4.0);
}
