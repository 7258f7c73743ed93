#include "catch.hpp"
#include <diapir/figure/draw/frame.hpp>

using namespace diapir::figure;

TEST_CASE("a frame maps data to the page, upwards") {
    const axis x{.range = limits{0, 10}}, y{.scale = axis_scale::log, .range = limits{1, 100}};
    const frame f({100, 50, 200, 80}, x, y);
    CHECK(f.x(0) == Approx(100));
    CHECK(f.x(2.5) == Approx(150));
    CHECK(f.y(1) == Approx(130));
    CHECK(f.y(10) == Approx(90));
    CHECK(f.y(100) == Approx(50));
}
