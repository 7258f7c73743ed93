// A report of how far a long computation has come, and the way to stop it.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// What a progress callback is told.
struct progress {
    std::size_t done = 0;     ///< steps finished
    std::size_t total = 0;    ///< steps in all
    double seconds = 0;       ///< since the start
    double seconds_left = 0;  ///< estimated from the steps done so far; 0 before the first
};

/// Called after every step; returning false asks the computation to stop.
using progress_callback = std::function<bool(const progress&)>;

/// Seconds since it was made.
class stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Counts steps and reports them to a callback, if there is one.
class progress_meter {
public:
    progress_meter(std::size_t total, progress_callback report) : total_(total), report_(std::move(report)) {}

    /// One or more steps are done. False when the callback asked to stop.
    bool advance(std::size_t steps = 1) {
        done_ += steps;
        if (!report_) return true;
        const double spent = clock_.seconds();
        const double each = done_ == 0 ? 0 : spent / static_cast<double>(done_);
        const double left = each * static_cast<double>(total_ - std::min(done_, total_));
        return report_({done_, total_, spent, left});
    }
    double seconds() const { return clock_.seconds(); }

private:
    std::size_t total_, done_ = 0;
    progress_callback report_;
    stopwatch clock_;
};

}  // namespace diapir::inline DIAPIR_TARGET
