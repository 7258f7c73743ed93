#include "catch.hpp"
#include <diapir/data/value_range.hpp>

#include <cmath>
#include <vector>

using diapir::data::detail::value_range;

TEST_CASE("a range is that of the numbers, wherever they stand, and clamps all but NaN") {
    for (const std::size_t place : {0, 3, 20, 36}) {
        std::vector<float> x(37, 0.5f);
        x[place] = -2;
        x[36 - place / 2] = 7;
        x[5] = NAN;
        value_range<float> range;
        range.include(x.data(), x.size());
        CHECK(range.low == -2);
        CHECK(range.high == 7);
        CHECK(range.clamp(-3.0f) == -2);
        CHECK(range.clamp(8.0f) == 7);
        CHECK(range.clamp(1.0f) == 1);
        CHECK(std::isnan(range.clamp(NAN)));
    }
}

TEST_CASE("every image has its own range, also one that is read in runs") {
    std::vector<double> x(2 * 50000, 1.0);
    x[49999] = 3;
    x[50000] = -4;
    const auto ranges = diapir::data::detail::value_ranges(x.data(), 2, 50000);
    REQUIRE(ranges.size() == 2);
    CHECK(ranges[0].low == 1);
    CHECK(ranges[0].high == 3);
    CHECK(ranges[1].low == -4);
    CHECK(ranges[1].high == 1);
}
