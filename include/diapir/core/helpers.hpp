// Whether it is worth calling other threads to a loop, by how they came to the loops before.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace diapir::common {

/// Whether the other threads come when they are called. Where other processes want their processors they may come some
/// milliseconds late, to a loop of microseconds: then loops stay in the calling thread for a while, and for longer
/// every time that they are late again.
class helpers {
public:
    using clock = std::chrono::steady_clock;

    /// Those of the calling thread: for its loops, and for those of chunks, which may be long and should not have to
    /// do without them because they were late to short ones.
    static helpers& mine() {
        thread_local helpers own;
        return own;
    }
    static helpers& for_chunks() {
        thread_local helpers own;
        return own;
    }
    /// Whether a loop should wait for them.
    bool expected() const { return pause_ == clock::duration::zero() || expected(clock::now()); }
    bool expected(clock::time_point now) const { return now >= back_; }
    /// Takes note of a loop that ended at `now` and had waited for them so long; zero where they came in time. Waiting
    /// takes a twentieth of the time at most. The first loop, which has to make the threads, says nothing of others.
    void came(clock::duration late, clock::time_point now) {
        if (!std::exchange(made_, true)) return;
        constexpr clock::duration shortest = std::chrono::milliseconds(2), longest = std::chrono::seconds(2);
        const bool in_time = late == clock::duration::zero();
        pause_ = in_time ? pause_ / 4 : std::clamp(std::max(2 * pause_, 20 * late), shortest, longest);
        back_ = in_time ? now : now + pause_;
    }

    /// The calling thread's way through one loop: it may wait for the others before its own share and after it.
    class loop {
    public:
        explicit loop(helpers& others) : others_(others), begin_(clock::now()), own_begin_(begin_), own_end_(begin_) {}
        void own_share_begins() { own_begin_ = clock::now(); }
        void own_share_is_done() { own_end_ = clock::now(); }
        ~loop() {
            const auto now = clock::now();
            const auto own = own_end_ - own_begin_, waited = now - begin_ - own;
            others_.came(waited > own + std::chrono::microseconds(200) ? waited : clock::duration::zero(), now);
        }

    private:
        helpers& others_;
        clock::time_point begin_, own_begin_, own_end_;
    };

private:
    bool made_ = false;
    clock::duration pause_{};
    clock::time_point back_{};
};

}  // namespace diapir::common
