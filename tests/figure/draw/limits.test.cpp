#include "catch.hpp"
#include <diapir/figure/draw/limits.hpp>

#include <cmath>
#include <limits>
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

TEST_CASE("ends within rounding of one another coincide") {
    const double next = std::nextafter(0.3, 1.0), largest = std::numeric_limits<double>::max();
    for (const limits& ends : {limits{0.3, 0.3},
                               {0.3, next},
                               {next, 0.3},
                               {-next, -0.3},
                               {1.7e18, 1.7e18 + 1000},
                               {0, 5e-324},
                               {-5e-324, 5e-324},
                               {largest, largest},
                               {0, 0}}) {
        CHECK(coincide(ends));
        const limits wide = apart(ends);
        CHECK_FALSE(coincide(wide));
        CHECK((std::isfinite(wide.low) && std::isfinite(wide.high)));
        CHECK((wide.low < wide.high) == (ends.low <= ends.high));
        CHECK(std::min(wide.low, wide.high) <= std::min(ends.low, ends.high));
        CHECK(std::max(wide.low, wide.high) >= std::max(ends.low, ends.high));
    }
    for (const limits& ends : {limits{1, 1 + 1e-12}, {-largest, largest}, {0, 1e-299}, {1e-290, 2e-290}}) {
        CHECK_FALSE(coincide(ends));
        CHECK(apart(ends) == ends);
    }
    CHECK(apart({0, 0}) == limits{-1, 1});
    CHECK(apart({-20, -20}) == limits{-22, -18});
}

TEST_CASE("a fraction is that of the way from the low end to the high end") {
    CHECK(fraction_of({2, 4}, 2.5) == 0.25);
    CHECK(fraction_of({4, 2}, 2.5) == 0.75);
    const double largest = std::numeric_limits<double>::max();
    CHECK(fraction_of({-largest, largest}, 0) == 0.5);
    CHECK(fraction_of({-largest, largest}, largest) == 1);
}
