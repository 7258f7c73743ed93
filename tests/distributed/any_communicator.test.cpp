// A communicator as a value.
#include "catch.hpp"
#include "distributed/check_communicator.hpp"
#include "distributed/thread_ranks.hpp"
#include <diapir/distributed/any_communicator.hpp>
#include <diapir/distributed/single_rank.hpp>

using namespace diapir;

TEST_CASE("any communicator keeps the promises of what it holds") {
    distributed::any_communicator alone = distributed::single_rank();
    CHECK(testing::broken_promise(alone).empty());
    std::vector<std::string> broken(3);
    testing::run_ranks(3, [&](auto& ranks) {
        distributed::any_communicator any = ranks;
        auto copy = any;
        broken[any.rank()] = testing::broken_promise(copy);
    });
    CHECK(broken == std::vector<std::string>(3));
}
