// A program that is alone keeps the promises of a communicator.
#include "catch.hpp"
#include "distributed/check_communicator.hpp"
#include <diapir/core/error.hpp>
#include <diapir/distributed/single_rank.hpp>

using namespace diapir;

TEST_CASE("a single rank talks to itself") {
    distributed::single_rank alone;
    CHECK(alone.rank() == 0);
    CHECK(alone.size() == 1);
    CHECK(testing::broken_promise(alone).empty());
}

TEST_CASE("a single rank knows no others") {
    distributed::single_rank alone;
    CHECK_THROWS_WITH(alone.send(1, {}), Catch::Contains("expected rank 0, got 1"));
    CHECK_THROWS_WITH(alone.broadcast({}, 2), Catch::Contains("expected rank 0, got 2"));
    std::byte one[1]{};
    CHECK_THROWS_AS(alone.exchange(one, {}, {}, {}), argument_error);
}
