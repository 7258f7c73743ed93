// Parts are handed out once.
#include "catch.hpp"
#include <diapir/distributed/work_queue.hpp>

#include <vector>

using namespace diapir;

TEST_CASE("a queue hands out what is not finished, in order, and knows what is") {
    distributed::work_queue queue(5, [](std::size_t part) { return part % 2 == 1; });
    CHECK(queue.done_before() == 2);
    CHECK(queue.next() == 0u);
    CHECK(queue.next() == 2u);
    queue.finish(2);
    CHECK(queue.done() == 3);
    CHECK(queue.take_finished() == std::vector<std::size_t>{2});
    CHECK(queue.take_finished().empty());
    CHECK(queue.next() == 4u);
    CHECK_FALSE(queue.next());
    CHECK_FALSE(queue.complete());
    queue.finish(0);
    queue.finish(4);
    CHECK(queue.complete());
}

TEST_CASE("a queue that is stopped hands out nothing") {
    distributed::work_queue queue(3);
    CHECK(queue.next() == 0u);
    queue.stop();
    CHECK_FALSE(queue.next());
    CHECK_FALSE(queue.complete());
    CHECK(distributed::work_queue(0).complete());
}
