#include "catch.hpp"
#include <diapir/figure/draw/color.hpp>

using namespace diapir::figure;

TEST_CASE("a color has the channels of its code, and the palette repeats after eight") {
    CHECK(hex(0x0180ff) == rgb{1, 128, 255});
    CHECK(series_color(3) == series_color(11));
    for (std::size_t a = 0; a < 8; ++a)
        for (std::size_t b = 0; b < a; ++b) CHECK(series_color(a) != series_color(b));
}
