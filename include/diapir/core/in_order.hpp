// Results of items that are done in any order, taken in the order of the items: sums of them do not depend on threads.
#pragma once

#include <diapir/core/buffer.hpp>

#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// Hands results on in the order of their items, each as soon as all before it are there. Calls are thread-safe.
template <class Result>
class in_order {
public:
    /// Keeps what item `item` gave, and calls take(result) for it and those after it that are next in order. A result
    /// is taken once, also where take throws.
    template <class Take>
    void give(std::size_t item, Result result, const Take& take) {
        const std::lock_guard lock(mutex_);
        if (item >= waiting_.size()) waiting_.resize(item + 1);
        waiting_[item] = std::move(result);
        while (next_ < waiting_.size() && waiting_[next_]) {
            Result one = std::move(*waiting_[next_]);
            waiting_[next_++].reset();
            take(std::move(one));
        }
    }
    /// How many have been taken.
    std::size_t taken() const {
        const std::lock_guard lock(mutex_);
        return next_;
    }

private:
    mutable std::mutex mutex_;
    kept_vector<std::optional<Result>> waiting_;
    std::size_t next_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET
