#include "catch.hpp"
#include <diapir/core/helpers.hpp>

#include <chrono>
#include <thread>

using namespace diapir;
using namespace std::chrono_literals;

TEST_CASE("threads that come late are left alone for a while, and for longer where they stay late") {
    common::helpers others;
    const common::helpers::clock::time_point begin{};
    CHECK(others.expected(begin));
    others.came(50ms, begin);  // the threads are made
    CHECK(others.expected(begin));
    others.came(0ms, begin);
    CHECK(others.expected(begin));
    others.came(1us, begin);
    CHECK_FALSE(others.expected(begin + 1ms));
    CHECK(others.expected(begin + 2ms));
    others.came(1us, begin + 2ms);
    CHECK_FALSE(others.expected(begin + 5ms));
    CHECK(others.expected(begin + 6ms));
    others.came(5ms, begin);  // twenty times as long
    CHECK_FALSE(others.expected(begin + 99ms));
    CHECK(others.expected(begin + 100ms));
    for (int again = 0; again < 20; ++again) others.came(1us, begin);
    CHECK_FALSE(others.expected(begin + 1999ms));
    CHECK(others.expected(begin + 2s));
    others.came(0ms, begin + 2s);
    CHECK(others.expected(begin + 2s));
    others.came(1us, begin);
    CHECK_FALSE(others.expected(begin + 999ms));
    CHECK(others.expected(begin + 1s));
}

TEST_CASE("time that a loop waits before its own share counts as that after it") {
    for (const bool before : {false, true}) {
        common::helpers others;
        others.came(0ms, {});  // made
        {
            common::helpers::loop loop(others);
            if (before) std::this_thread::sleep_for(2ms);
            loop.own_share_begins();
            loop.own_share_is_done();
            if (!before) std::this_thread::sleep_for(2ms);
        }
        CHECK_FALSE(others.expected());
        {
            common::helpers::loop loop(others);
            loop.own_share_begins();
            std::this_thread::sleep_for(2ms);  // its own work
            loop.own_share_is_done();
        }
        CHECK(others.expected());
    }
}
