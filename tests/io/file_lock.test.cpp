#include "catch.hpp"
#include "io/support.hpp"
#include <diapir/io/file_lock.hpp>

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

using namespace diapir;

TEST_CASE("a lock is held by one at a time, and free when that one is gone") {
    const testing::temporary_folder folder;
    std::optional<io::file_lock> first(folder / "lock");
    CHECK(first->held());
    CHECK(!io::file_lock(folder / "lock", false).held());
    io::file_lock moved(std::move(*first));
    first.reset();
    CHECK(!io::file_lock(folder / "lock", false).held());
    moved = io::file_lock(folder / "other");
    CHECK(io::file_lock(folder / "lock", false).held());
    CHECK(testing::mentions(testing::message_of<file_error>([&] { io::file_lock(folder / "none" / "lock"); }),
                            "none/lock: cannot be opened"));
}

TEST_CASE("a signal does not end the wait for a lock") {
    const testing::temporary_folder folder;
    std::optional<io::file_lock> first(folder / "lock");
    struct sigaction ignoring = {}, before = {};
    ignoring.sa_handler = [](int) {};  // and no SA_RESTART
    sigaction(SIGUSR1, &ignoring, &before);
    std::atomic<bool> released = false;
    std::thread holder([&, waiting = pthread_self()] {
        for (int i = 0; i < 5; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            pthread_kill(waiting, SIGUSR1);
        }
        released = true;
        first.reset();
    });
    const io::file_lock second(folder / "lock");
    CHECK(released);
    CHECK(second.held());
    holder.join();
    sigaction(SIGUSR1, &before, nullptr);
}
