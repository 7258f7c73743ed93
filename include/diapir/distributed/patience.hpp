// Waiting for other ranks without taking the processor from those who compute on it.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <chrono>
#include <thread>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Pauses between two looks whether something has come: none at first, then longer and longer ones, asleep. A thread
/// that gave way instead (sched_yield) would lose milliseconds to any other process that wants its processor.
class patience {
public:
    using clock = std::chrono::steady_clock;

    /// Looks all the time until `eager` has passed, and then sleeps, for `longest` at most.
    explicit patience(clock::duration eager = std::chrono::microseconds(20),
                      clock::duration longest = std::chrono::microseconds(200))
        : eager_(eager), longest_(longest) {}

    /// Call it when nothing has come.
    void wait() {
        if (clock::now() - begin_ < eager_) return;
        std::this_thread::sleep_for(pause_);
        pause_ = std::min(2 * pause_, longest_);
    }
    /// Call it when something has.
    void renew() {
        begin_ = clock::now();
        pause_ = shortest;
    }

    /// How long the next wait() sleeps if it does.
    clock::duration pause() const { return pause_; }

private:
    static constexpr clock::duration shortest = std::chrono::microseconds(10);

    clock::duration eager_, longest_, pause_ = shortest;
    clock::time_point begin_ = clock::now();
};

}  // namespace diapir::inline DIAPIR_TARGET::distributed
