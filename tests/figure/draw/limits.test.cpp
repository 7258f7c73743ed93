#include "catch.hpp"
#include <diapir/figure/draw/limits.hpp>

#include <cmath>
#include <vector>

using namespace diapir::figure;

TEST_CASE("limits are those of the finite values") {
    CHECK(limits_of(std::vector<float>{2, NAN, -1, INFINITY}) == limits{-1, 2});
    CHECK(limits_of(std::vector<int>{4}) == limits{4, 4});
    CHECK(limits_of(std::vector<double>{NAN}) == limits{0, 1});
    CHECK(limits_of(std::vector<double>{}) == limits{0, 1});
}

TEST_CASE("symmetric limits have zero in their middle") {
    CHECK(symmetric_limits(std::vector<double>{1, -2.5, 2}) == limits{-2.5, 2.5});
    CHECK(symmetric_limits(std::vector<double>{1, NAN, 3, -INFINITY}) == limits{-3, 3});
    CHECK(symmetric_limits(std::vector<double>{0, 0}) == limits{-1, 1});
}
