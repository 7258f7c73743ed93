// Ranges cover all samples, and few that are left over join the last range.
#include "catch.hpp"
#include <diapir/core/sample_ranges.hpp>

#include <limits>
#include <utility>
#include <vector>

using namespace diapir;

TEST_CASE("ranges cover all samples, and few that are left over join the last range") {
    using pairs = std::vector<std::pair<std::size_t, std::size_t>>;
    const auto ranges_of = [](std::size_t count, std::size_t at_once) {
        const sample_ranges ranges(count, at_once);
        pairs all;
        for (std::size_t i = 0; i < ranges.size(); ++i) all.emplace_back(ranges.begin(i), ranges.end(i));
        return all;
    };
    CHECK(ranges_of(0, 16) == pairs{{0, 0}});
    CHECK(ranges_of(1, 16) == pairs{{0, 1}});
    CHECK(ranges_of(16, 16) == pairs{{0, 16}});
    CHECK(ranges_of(24, 16) == pairs{{0, 24}});
    CHECK(ranges_of(25, 16) == pairs{{0, 16}, {16, 25}});
    CHECK(ranges_of(40, 16) == pairs{{0, 16}, {16, 40}});
    CHECK(ranges_of(40, 32) == pairs{{0, 40}});
    CHECK(ranges_of(9, 4) == pairs{{0, 4}, {4, 8}, {8, 9}});
    CHECK(ranges_of(40, std::numeric_limits<std::size_t>::max()) == pairs{{0, 40}});
    CHECK(ranges_of(3, 1) == pairs{{0, 1}, {1, 2}, {2, 3}});
}
