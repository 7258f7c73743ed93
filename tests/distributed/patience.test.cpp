// Who waits sleeps, for longer and longer.
#include "catch.hpp"
#include <diapir/distributed/patience.hpp>

#include <chrono>

using namespace diapir;

TEST_CASE("pauses double up to the longest") {
    using namespace std::chrono_literals;
    distributed::patience p(0us, 1ms);
    const auto begin = distributed::patience::clock::now();
    for (int looks = 0; looks < 10; ++looks) p.wait();
    // 10 + 20 + 40 + ... + 640 us, and the longest for the rest; a thread never sleeps for less than it asked.
    CHECK(distributed::patience::clock::now() - begin >= 1270us + 3 * 1ms);
}

TEST_CASE("who is eager does not sleep") {
    using namespace std::chrono_literals;
    distributed::patience p(1h);
    for (int looks = 0; looks < 1000; ++looks) p.wait();  // ends
    p.renew();
    p.wait();
}
