// A work in parts of which nobody knows how long each takes, done by all ranks: each takes the next part when it is
// done with one. Rank 0 hands the parts out from a second thread, and works as the others do.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/distributed/collectives.hpp>
#include <diapir/distributed/communicator.hpp>
#include <diapir/distributed/patience.hpp>
#include <diapir/distributed/work_queue.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::distributed {

/// What rank 0 does besides; on the other ranks nothing of it is used. The functions are called from one thread at a
/// time.
struct hand_out_options {
    /// Whether a part is done from before: such parts are not handed out.
    std::function<bool(std::size_t part)> finished = {};
    /// Takes note of parts that are done, see io::part_journal.
    std::function<void(std::span<const std::size_t> parts)> record = {};
    /// Told how many parts of all ranks are done; false asks to stop. Times are those of this run.
    progress_callback progress = {};
};

namespace detail {

/// The message of what is being handled, never an empty one, which stands for no failure.
inline std::string failure_text() {
    const std::string text = current_failure();
    return text.empty() ? "an exception without a text" : text;
}

/// What ranks say to one another while parts are handed out.
struct hand_out_note {
    enum kind : std::size_t { ready, failed, part, over };  // the first two to rank 0, the others from it
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::size_t what = ready, number = none;  ///< the part, with `ready` the one that is done

    template <communicator C>
    void send(C& ranks, std::size_t to, const std::string& text = {}) const {
        std::vector<std::byte> bytes(sizeof *this + text.size());
        std::memcpy(bytes.data(), this, sizeof *this);
        std::memcpy(bytes.data() + sizeof *this, text.data(), text.size());
        ranks.send(to, bytes);
    }
    static hand_out_note of(const message& m) {
        hand_out_note note;
        require<error>(m.bytes.size() >= sizeof note, "hand_out: expected a note of a rank, got ", m.bytes.size(),
                       " bytes");
        std::memcpy(&note, m.bytes.data(), sizeof note);
        return note;
    }
};

/// The side of rank 0: the queue, and what it tells others of it.
class hand_out_desk {
public:
    hand_out_desk(std::size_t parts, const hand_out_options& options)
        : options_(options), queue_(parts, options.finished) {}

    std::optional<std::size_t> next() { return queue_.next(); }
    void finish(std::size_t part) { queue_.finish(part); }
    /// Ends the work; the first failure is kept.
    void fail(const std::string& text) {
        queue_.stop();
        const std::lock_guard lock(mutex_);
        if (failure_.empty()) failure_ = text;
    }
    /// Records the parts that were finished since the last call, and tells of them.
    void tell() {
        const auto parts = queue_.take_finished();
        if (parts.empty()) return;
        if (options_.record) options_.record(parts);
        if (!options_.progress) return;
        const std::size_t done = queue_.done(), now = done - queue_.done_before();
        const double spent = clock_.seconds();
        const double left = spent / static_cast<double>(now) * static_cast<double>(queue_.size() - done);
        if (!options_.progress({done, queue_.size(), spent, left})) queue_.stop();
    }
    bool complete() const { return queue_.complete(); }
    std::string failure() const {
        const std::lock_guard lock(mutex_);
        return failure_;
    }

    /// Answers other ranks until all of them were told that there is nothing left and `alone` says that this one is
    /// done too.
    template <communicator C>
    void serve(C& ranks, const std::atomic<bool>& alone) {
        std::size_t away = ranks.size() - 1;  // that do not know yet that it is over
        patience p(std::chrono::microseconds(20), std::chrono::milliseconds(1));
        while (away > 0 || !alone) {
            bool idle = true;
            while (away > 0) {
                const auto m = ranks.poll();
                if (!m) break;
                idle = false;
                if (answer(ranks, *m)) --away;
            }
            tell();
            if (idle) {
                p.wait();
            } else {
                p.renew();
            }
        }
        tell();
    }

private:
    /// True where the rank was told that it is over.
    template <communicator C>
    bool answer(C& ranks, const message& m) {
        const auto note = hand_out_note::of(m);
        if (note.what == hand_out_note::failed) {
            const auto text = std::span(m.bytes).subspan(sizeof note);
            fail(std::string(reinterpret_cast<const char*>(text.data()), text.size()));
        } else if (note.number != hand_out_note::none) {
            finish(note.number);
        }
        const auto part = note.what == hand_out_note::failed ? std::optional<std::size_t>() : next();
        if (part) {
            hand_out_note{hand_out_note::part, *part}.send(ranks, m.from);
        } else {
            hand_out_note{hand_out_note::over}.send(ranks, m.from);
        }
        return !part;
    }

    const hand_out_options& options_;
    work_queue queue_;
    stopwatch clock_;
    mutable std::mutex mutex_;
    std::string failure_;
};

/// Rank 0: works while a second thread answers the others. Where there are none, it does everything itself.
template <communicator C, class Work>
void work_at_desk(C& ranks, hand_out_desk& desk, const Work& work) {
    std::atomic<bool> alone = false;
    std::thread answers;
    if (ranks.size() > 1)
        answers = std::thread([&] {
            try {
                desk.serve(ranks, alone);
            } catch (...) {  // others wait for answers
                ranks.abort("hand_out: rank 0: " + failure_text());
            }
        });
    try {
        while (const auto part = desk.next()) {
            work(*part);
            desk.finish(*part);
            if (ranks.size() == 1) desk.tell();
        }
    } catch (...) {
        desk.fail(failure_text());
    }
    alone = true;
    if (answers.joinable()) answers.join();
}

/// The other ranks.
template <communicator C, class Work>
void work_away(C& ranks, const Work& work) {
    hand_out_note note;
    std::string failure;
    for (;;) {
        note.send(ranks, 0, failure);
        std::optional<message> answer;
        for (patience p; !(answer = ranks.poll()); p.wait()) {
        }
        const auto told = hand_out_note::of(*answer);
        if (told.what == hand_out_note::over) return;
        try {
            work(told.number);
            note = {hand_out_note::ready, told.number};
        } catch (...) {
            note = {hand_out_note::failed};
            failure = "rank " + std::to_string(ranks.rank()) + ": " + failure_text();
        }
    }
}

}  // namespace detail

/// Calls work(part) for every part below `parts`, on whichever rank is free; each part once. All ranks call this with
/// the same number of parts, and return when all are done. What work() writes must be safe on the disk when it returns,
/// where parts are recorded. False, on all ranks, where progress asked to stop. Where work() throws, parts that were
/// begun are ended, and all ranks throw diapir::error with its message; where finished() throws, they do before any
/// part is begun. Throws argument_error for more than 100 million parts.
template <communicator C, std::invocable<std::size_t> Work>
bool hand_out(C& ranks, std::size_t parts, const Work& work, const hand_out_options& options = {}) {
    require(parts <= most_parts, "hand_out: expected at most ", most_parts, " parts, got ", parts);
    bool complete = false;
    std::string failure;
    std::optional<detail::hand_out_desk> desk;
    act_on_first(ranks, [&] { desk.emplace(parts, options); });
    if (desk) {
        detail::work_at_desk(ranks, *desk, work);
        complete = desk->complete();
        failure = desk->failure();
    } else {
        detail::work_away(ranks, work);
    }
    failure = broadcast(ranks, std::move(failure));
    if (!failure.empty()) throw error(failure);
    return broadcast(ranks, complete);
}

}  // namespace diapir::inline DIAPIR_TARGET::distributed
