// Who waits for long takes little of the processor's time.
#include "catch.hpp"
#include <diapir/distributed/patience.hpp>

#include <chrono>
#include <ctime>

using namespace diapir;

TEST_CASE("waiting is quick at first and asleep later") {
    using clock = distributed::patience::clock;
    distributed::patience p(std::chrono::milliseconds(2));
    const auto begin = clock::now();
    const std::clock_t used = std::clock();
    int looks = 0;
    for (; clock::now() - begin < std::chrono::milliseconds(200); ++looks) p.wait();
    CHECK(looks > 50);
    CHECK(looks < 250);
    CHECK(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC < 0.1);
}
