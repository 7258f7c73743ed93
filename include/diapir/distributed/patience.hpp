// Waiting for other ranks without taking the processor from those who compute on it.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <chrono>
#include <thread>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// Pauses between two looks whether something has come: none at first, then longer ones, of a millisecond at most.
class patience {
public:
    using clock = std::chrono::steady_clock;

    explicit patience(clock::duration longest = std::chrono::microseconds(200)) : longest_(longest) {}

    /// Call it when nothing has come.
    void wait() {
        if (looks_++ < looks_at_once) return std::this_thread::yield();
        std::this_thread::sleep_for(pause_);
        pause_ = std::min(2 * pause_, longest_);
    }
    /// Call it when something has.
    void renew() {
        looks_ = 0;
        pause_ = shortest;
    }

private:
    static constexpr int looks_at_once = 50;
    static constexpr clock::duration shortest = std::chrono::microseconds(10);

    clock::duration longest_, pause_ = shortest;
    int looks_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::distributed
