// The record of a run while it goes on: what is said of it is written to its journal at once, and a thread of its own
// delivers it, so that a store that is slow or gone costs the run no time.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/file_lock.hpp>
#include <diapir/io/tracking/run_delivery.hpp>
#include <diapir/io/tracking/run_journal.hpp>
#include <diapir/io/tracking/run_store.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

struct tracker_options {
    /// Told once, by the thread that speaks to the tracker, when a delivery first fails.
    std::function<void(const std::string&)> warn = {};
    double seconds_at_end = 30;               ///< how long close() waits for what is still to be delivered
    double seconds_to_retry = 1, up_to = 60;  ///< after a failure, twice as long after each further one
};

/// What has become of a record when its tracker is closed.
struct tracked_run {
    std::size_t missing;               ///< things said that the store has not acknowledged, to be delivered later
    std::vector<std::string> refused;  ///< a line each
    std::string seen_at;               ///< where a person sees the run; empty where the store does not have it
};

class run_tracker {
public:
    /// Writes to a journal, and delivers it to a store where no other process does. Throws argument_error where there
    /// is no store, and for times that are none.
    run_tracker(run_journal journal, std::unique_ptr<run_store> store, tracker_options options = {})
        : options_(checked(std::move(options))),
          journal_(std::move(journal)),
          store_(checked(std::move(store))),
          lock_(journal_.folder() / "lock", false),
          delivery_(journal_, *store_) {
        if (lock_.held()) {
            worker_ = std::thread([this] { work(); });
        } else {
            finished_ = true;
        }
    }
    /// Closes it, unless that was done.
    ~run_tracker() {
        try {
            close();
        } catch (const error&) {  // the journal has it
        }
    }
    run_tracker(const run_tracker&) = delete;
    run_tracker& operator=(const run_tracker&) = delete;

    const run_start& start() const { return journal_.start(); }

    // What is said of the run. These throw file_error where the journal cannot be written, and for nothing else.
    void parameters(const run_texts& texts) {
        journal_.parameters(texts);
        tell();
    }
    void tags(const run_texts& texts) {
        journal_.tags(texts);
        tell();
    }
    void metrics(const std::vector<std::pair<std::string, double>>& values, std::int64_t step) {
        journal_.metrics(values, step, now_utc());
        tell();
    }
    /// A file under a name that may have folders. It may be replaced afterwards, but not be written into.
    void artifact(const std::filesystem::path& file, const std::string& name) {
        journal_.artifact(file, name);
        tell();
    }
    void status(run_status status) {
        journal_.status(status, now_utc());
        tell();
    }

    /// Waits for what is still to be delivered, but for a store that fails no longer than for two more tries, and never
    /// longer than the options say. Nothing may be said afterwards.
    tracked_run close() {
        {
            std::unique_lock guard(mutex_);
            closing_ = true;
            wake_.notify_all();
            const auto patience = std::chrono::duration<double>(options_.seconds_at_end);
            ended_.wait_for(guard, patience, [this] { return finished_; });
            abandoned_ = true;
            while (!finished_) {
                store_->stop();
                ended_.wait_for(guard, std::chrono::milliseconds(20), [this] { return finished_; });
            }
        }
        if (worker_.joinable()) worker_.join();
        warn();
        const auto& place = delivery_.place();
        return {run_delivery::missing(journal_), delivery_.refused(), place.run.empty() ? "" : store_->seen_at(place)};
    }

private:
    static tracker_options checked(tracker_options o) {
        const auto is_time = [](double seconds) { return seconds >= 0 && seconds < 1e6; };
        require(is_time(o.seconds_at_end) && is_time(o.seconds_to_retry) && o.seconds_to_retry > 0 && is_time(o.up_to),
                "run_tracker: expected seconds_at_end from 0, seconds_to_retry above 0 and up_to from 0, below a "
                "million, got ",
                o.seconds_at_end, ", ", o.seconds_to_retry, " and ", o.up_to);
        return o;
    }
    static std::unique_ptr<run_store> checked(std::unique_ptr<run_store> store) {
        require(store != nullptr, "run_tracker: expected a store, got none");
        return store;
    }
    void tell() {
        const std::lock_guard guard(mutex_);
        ++said_;
        wake_.notify_all();
        warn();
    }
    void warn() {
        if (problem_.empty() || warned_) return;
        warned_ = true;
        if (options_.warn) options_.warn(problem_);
    }

    /// The thread: delivers whenever something was said, and after a failure again when some time has gone by; at the
    /// end twice at most, and not where the last failure took its time.
    void work() {
        std::unique_lock guard(mutex_);
        double pause = options_.seconds_to_retry;
        std::size_t done = 0, at_end = 0;  // what was delivered, and failures since close()
        do {
            const std::size_t until = said_;
            const auto begun = std::chrono::steady_clock::now();
            const std::string failure = attempt(guard);
            const bool slow = std::chrono::steady_clock::now() - begun > std::chrono::seconds(2);
            if (failure.empty()) {
                done = until;
                pause = options_.seconds_to_retry;
                wake_.wait(guard, [&] { return closing_ || said_ > done; });
            } else {
                if (problem_.empty()) problem_ = failure;
                at_end += closing_;
                const bool last = slow || at_end > 1;
                wake_.wait_for(guard, std::chrono::duration<double>(pause), [&] { return closing_; });
                pause = std::min(2 * pause, options_.up_to);
                if (closing_ && last) break;
            }
        } while (!closing_ || (said_ > done && !abandoned_));
        finished_ = true;
        ended_.notify_all();
    }
    /// Delivers, with the mutex free meanwhile. Returns why that failed.
    std::string attempt(std::unique_lock<std::mutex>& guard) {
        guard.unlock();
        std::string failure;
        try {
            delivery_.deliver([this] { return abandoned_.load(); });
        } catch (const std::exception& e) {
            failure = e.what();
        }
        guard.lock();
        return failure;
    }

    tracker_options options_;
    run_journal journal_;
    std::unique_ptr<run_store> store_;
    file_lock lock_;
    run_delivery delivery_;
    std::mutex mutex_;
    std::condition_variable wake_, ended_;
    std::size_t said_ = 0;
    bool closing_ = false, finished_ = false, warned_ = false;
    std::atomic<bool> abandoned_{false};
    std::string problem_;
    std::thread worker_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
