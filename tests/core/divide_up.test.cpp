#include "catch.hpp"
#include <diapir/core/divide_up.hpp>

#include <limits>

using namespace diapir;

TEST_CASE("a quotient is rounded up, near the largest number too") {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max();
    CHECK(divide_up(0, 3) == 0);
    CHECK(divide_up(1, 3) == 1);
    CHECK(divide_up(3, 3) == 1);
    CHECK(divide_up(4, 3) == 2);
    CHECK(divide_up(most, 1) == most);
    CHECK(divide_up(most, 2) == most / 2 + 1);
    CHECK(divide_up(most, most) == 1);
    CHECK(divide_up(2, most) == 1);
}
