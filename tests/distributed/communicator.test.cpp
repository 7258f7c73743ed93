// The promises of a communicator, kept by threads.
#include "catch.hpp"
#include "distributed/check_communicator.hpp"
#include "distributed/thread_ranks.hpp"

#include <mutex>
#include <string>
#include <vector>

using namespace diapir;

TEST_CASE("threads of one program are ranks") {
    for (const std::size_t count : {1, 2, 5}) {
        std::vector<std::string> broken(count);
        testing::run_ranks(count, [&](auto& ranks) { broken[ranks.rank()] = testing::broken_promise(ranks); });
        CHECK(broken == std::vector<std::string>(count));
    }
}

TEST_CASE("who waits for a rank that has failed is told") {
    CHECK_THROWS_WITH(testing::run_ranks(3,
                                         [&](auto& ranks) {
                                             if (ranks.rank() == 1) throw error("no more");
                                             ranks.barrier();
                                         }),
                      "no more");
}
