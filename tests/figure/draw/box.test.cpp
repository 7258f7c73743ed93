#include "catch.hpp"
#include <diapir/figure/draw/box.hpp>

using namespace diapir::figure;

TEST_CASE("a box has its corners and its center") {
    const box b{10, 20, 30, 40};
    CHECK(b.right() == 40);
    CHECK(b.bottom() == 60);
    CHECK(b.center().x == 25);
    CHECK(b.center().y == 40);
}
