// Parts of a work that are handed out one by one, and those that are done.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// So many parts or items are handed out at most: each is noted in memory.
inline constexpr std::size_t most_parts = 100000000;

/// The parts 0 ... count - 1, in their order, of which some may be finished from before. Calls are thread-safe.
class work_queue {
public:
    /// `finished`, where there is one, is asked once for every part. Throws argument_error for too many.
    explicit work_queue(std::size_t count, const std::function<bool(std::size_t)>& finished = {}) : count_(count) {
        require(count <= most_parts, "work_queue: expected at most ", most_parts, " parts, got ", count);
        for (std::size_t part = 0; part < count; ++part)
            if (!finished || !finished(part)) waiting_.push_back(part);
        done_ = before_ = count - waiting_.size();
    }

    /// A part that nobody has; nothing when all are handed out, or after stop().
    std::optional<std::size_t> next() {
        const std::lock_guard lock(mutex_);
        if (stopped_ || next_ == waiting_.size()) return {};
        out_.insert(waiting_[next_]);
        return waiting_[next_++];
    }
    /// Throws argument_error for a part that nobody has.
    void finish(std::size_t part) {
        const std::lock_guard lock(mutex_);
        require(out_.erase(part) == 1, "work_queue: expected a part that is handed out and not finished, got ", part);
        new_.push_back(part);
        ++done_;
    }
    /// No part is handed out any more.
    void stop() {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    /// The parts that were finished since the last call.
    std::vector<std::size_t> take_finished() {
        const std::lock_guard lock(mutex_);
        return std::exchange(new_, {});
    }

    std::size_t size() const { return count_; }
    /// How many are finished, and how many were before.
    std::size_t done() const {
        const std::lock_guard lock(mutex_);
        return done_;
    }
    std::size_t done_before() const { return before_; }
    bool complete() const { return done() == count_; }

private:
    mutable std::mutex mutex_;
    std::size_t count_, done_ = 0, before_ = 0, next_ = 0;
    bool stopped_ = false;
    std::vector<std::size_t> waiting_, new_;
    std::set<std::size_t> out_;  // handed out and not finished
};

}  // namespace diapir::inline DIAPIR_TARGET::distributed
