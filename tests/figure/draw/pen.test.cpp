#include "catch.hpp"
#include <diapir/figure/draw/pen.hpp>

using namespace diapir::figure;

TEST_CASE("what is not set is drawn solid and opaque, in the ink of texts") {
    CHECK(pen{}.color == ink);
    CHECK(pen{}.dash == 0);
    CHECK(fill{}.alpha == 1);
    CHECK(text_style{}.rotation == 0);
}
