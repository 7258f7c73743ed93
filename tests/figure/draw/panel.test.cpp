#include "catch.hpp"
#include <diapir/figure/draw/panel.hpp>

using namespace diapir::figure;

TEST_CASE("series without a color take those of the palette in turn") {
    panel p;
    CHECK(p.next_color({}) == series_color(0));
    CHECK(p.next_color(rgb{1, 2, 3}) == rgb{1, 2, 3});
    CHECK(p.next_color({}) == series_color(1));
}
