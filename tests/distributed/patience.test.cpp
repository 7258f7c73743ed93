// Who waits sleeps, for longer and longer.
#include "catch.hpp"
#include <diapir/distributed/patience.hpp>

#include <chrono>
#include <thread>

using namespace diapir;
using namespace std::chrono_literals;

TEST_CASE("pauses double up to the longest") {
    distributed::patience p(0us, 1ms);
    for (const auto pause : {10us, 20us, 40us, 80us, 160us, 320us, 640us, 1000us, 1000us}) {
        CHECK(p.pause() == pause);
        const auto begin = distributed::patience::clock::now();
        p.wait();
        CHECK(distributed::patience::clock::now() - begin >= pause);  // a thread never sleeps for less
    }
    p.renew();
    CHECK(p.pause() == 10us);
}

TEST_CASE("who is eager does not sleep, and is eager again when something has come") {
    distributed::patience for_long(1h);
    for (int looks = 0; looks < 1000; ++looks) for_long.wait();
    CHECK(for_long.pause() == 10us);

    distributed::patience for_short(50ms);
    std::this_thread::sleep_for(60ms);
    for_short.wait();
    CHECK(for_short.pause() == 20us);
    bool eager = false;
    for (int tries = 0; tries < 100 && !eager;
         ++tries) {  // this thread may lose its processor for so long now and then
        for_short.renew();
        for_short.wait();
        eager = for_short.pause() == 10us;
    }
    CHECK(eager);
}
