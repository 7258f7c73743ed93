// The seam to OpenMP: loops over independent items. Without OpenMP they run in one thread.
// Every item is done by one thread in a fixed order, so results do not depend on the number of threads.
//
// Work is divided as far out as it can be: a chunk of samples goes through a whole network in one thread, and the loops
// inside it stay in that thread. A loop ends when its slowest thread does; where another process wants the processor
// too, few long loops in which free threads take what is left lose little by that, and many short ones a lot: those
// stay in the calling thread for a while where the others came late, also those of chunks that are little work, as a
// step of a tiny network is.
#pragma once

#include <diapir/core/cpu_quota.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>

#ifdef _OPENMP
#include <omp.h>
#endif

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <limits>
#include <utility>

namespace diapir::common {

/// Whether a value of OMP_NUM_THREADS, null where there is none, chooses a number of threads: positive numbers with
/// commas between them do, and OpenMP takes no notice of other texts.
inline bool chooses_threads(const char* text) {
    for (const char* at = text; at; ++at) {
        char* end = nullptr;
        const long count = std::strtol(at, &end, 10);
        if (count < 1 || count > std::numeric_limits<int>::max()) return false;
        at = end + std::strspn(end, " \t");
        if (*at != ',') return *at == 0;
    }
    return false;
}

/// Whether the number of threads of this thread's loops was chosen: by set_threads, or for all by OMP_NUM_THREADS.
inline bool& threads_chosen() {
    static const bool by_environment = chooses_threads(std::getenv("OMP_NUM_THREADS"));
    thread_local bool chosen = by_environment;
    return chosen;
}

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

namespace diapir::inline DIAPIR_TARGET {

/// The number of threads that parallel loops of this thread use. By default one for every processor that the process
/// may run on, but no more than the quota of its container makes use of.
inline std::size_t threads() {
#ifdef _OPENMP
    const auto count = static_cast<std::size_t>(omp_get_max_threads());
    if (common::threads_chosen()) return count;
    static const std::size_t most = threads_of_quota(cpu_quota());
    return std::min(count, most);
#else
    return 1;
#endif
}

/// Sets the number of threads for the parallel loops that the calling thread starts, those of OpenMP included; 0 is
/// ignored. Throws argument_error for more than 4096, which systems refuse by ending the program.
inline void set_threads([[maybe_unused]] std::size_t count) {
    require(count <= 4096, "set_threads: expected at most 4096 threads, got ", count);
#ifdef _OPENMP
    if (count == 0) return;
    omp_set_num_threads(static_cast<int>(count));
    common::threads_chosen() = true;
#endif
}

/// Sets the number of threads for as long as it lives.
class thread_limit {
public:
    explicit thread_limit(std::size_t count) : before_(threads()), chosen_(common::threads_chosen()) {
        set_threads(count);
    }
    ~thread_limit() {
        set_threads(before_);
        common::threads_chosen() = chosen_;
    }
    thread_limit(const thread_limit&) = delete;
    thread_limit& operator=(const thread_limit&) = delete;

private:
    std::size_t before_;
    bool chosen_;
};

namespace detail {

/// The first exception of any item of a loop; items not yet begun are left out after it.
class first_failure {
public:
    template <class F>
    void guard(const F& item) {
        if (failed_.load(std::memory_order_relaxed)) return;
        try {
            item();
        } catch (...) {
            if (!failed_.exchange(true)) failure_ = std::current_exception();
        }
    }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    std::atomic<bool> failed_ = false;
    std::exception_ptr failure_;
};

/// Whether a loop that starts here may be shared out over threads.
inline bool may_share() {
#ifdef _OPENMP
    return threads() > 1 && !omp_in_parallel();
#else
    return false;
#endif
}

}  // namespace detail

/// Calls f(i) for every i below count, shared out over the threads in consecutive runs, or all by the calling thread
/// where the others came late to earlier loops. An exception of any call is
/// rethrown after the loop; items not yet begun are then left out. `cost` is a rough number of operations of one item:
/// where all of them together are fewer than it takes to wake a thread, the loop stays in the calling one.
template <class F>
void parallel_for(std::size_t count, F&& f, [[maybe_unused]] std::size_t cost = 1000000) {
#ifdef _OPENMP
    constexpr std::size_t worth_a_thread = 400000;
    if (count > 1 && count * cost >= worth_a_thread && detail::may_share() && common::helpers::mine().expected()) {
        detail::first_failure failure;
        {
            common::helpers::loop loop(common::helpers::mine());
#pragma omp parallel num_threads(static_cast <int>(threads()))
            {
                if (omp_get_thread_num() == 0) loop.own_share_begins();
#pragma omp for schedule(static) nowait
                for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(count); ++i)
                    failure.guard([&] { f(static_cast<std::size_t>(i)); });
                if (omp_get_thread_num() == 0) loop.own_share_is_done();
            }
        }
        return failure.rethrow();
    }
#endif
    for (std::size_t i = 0; i < count; ++i) f(i);
}

namespace detail {

#ifdef _OPENMP
/// Calls f(i) for every i in first ... last - 1 by that many threads, each of which takes the next one when it is free.
template <class F>
void share_chunks(std::size_t first, std::size_t last, std::size_t team, F& f) {
    first_failure failure;
    {
        std::atomic<std::size_t> next = first;
        std::atomic<std::uint32_t> left = static_cast<std::uint32_t>(last - first);
        common::helpers::loop loop(common::helpers::for_chunks());
#pragma omp parallel num_threads(static_cast <int>(team))
        {
            if (omp_get_thread_num() == 0) loop.own_share_begins();
            for (std::size_t i; (i = next.fetch_add(1)) < last;) {
                failure.guard([&] { f(i); });
                if (left.fetch_sub(1) == 1) left.notify_all();
            }
            if (omp_get_thread_num() == 0) loop.own_share_is_done();
            // Asleep, so that whoever is still at work has the processor.
            for (std::uint32_t l; (l = left.load()) != 0;) left.wait(l);
        }
    }
    failure.rethrow();
}
#endif

}  // namespace detail

/// Calls f(i) for every i below count, for items that are much work each, such as a chunk of samples on its way through
/// a network: a thread that is free takes the next one. Few items that are left over when all threads have had as many
/// are done one after the other, their own loops shared out. No more than `at_once` items are under way at a time, for
/// those that take much memory. Exceptions, and threads that come late, are treated as parallel_for does.
template <class F>
void parallel_chunks(std::size_t count, F&& f,
                     [[maybe_unused]] std::size_t at_once = std::numeric_limits<std::size_t>::max()) {
    std::size_t done = 0;
#ifdef _OPENMP
    if (detail::may_share() && at_once > 1) {
        constexpr std::size_t many = 8;  // rounds: what waits in the last one is a part in 16 at most
        const std::size_t team = std::min(threads(), at_once);
        while (done < count && !common::helpers::for_chunks().expected()) f(done++);
        const std::size_t rest = count - done, shared = rest >= many * team ? rest : rest / team * team;
        if (shared > 0) detail::share_chunks(done, done + shared, team, f);
        done += shared;
    }
#endif
    for (; done < count; ++done) f(done);
}

/// Calls f(begin, end) for consecutive ranges that cover 0 ... count - 1, at most `grain` long and the same for any
/// number of threads. Throws argument_error for ranges of nothing.
template <class F>
void parallel_ranges(std::size_t count, std::size_t grain, F&& f) {
    require(grain > 0, "parallel_ranges: expected ranges of at least 1, got 0");
    grain = std::min(grain, std::max<std::size_t>(count, 1));  // larger ones would wrap around
    parallel_for(
        divide_up(count, grain),
        [&](std::size_t i) {
            const std::size_t begin = i * grain;
            f(begin, grain < count - begin ? begin + grain : count);
        },
        8 * grain);
}

/// Elements that a thread takes at a time where little is done with each.
inline constexpr std::size_t elements_at_once = 16384;

/// Sets `count` elements.
template <class T>
void parallel_fill(T* to, std::size_t count, T value) {
    parallel_ranges(count, elements_at_once,
                    [&](std::size_t begin, std::size_t end) { std::fill(to + begin, to + end, value); });
}

/// Copies `count` elements.
template <class T>
void parallel_copy(const T* from, std::size_t count, T* to) {
    parallel_ranges(count, elements_at_once,
                    [&](std::size_t begin, std::size_t end) { std::copy(from + begin, from + end, to + begin); });
}

}  // namespace diapir::inline DIAPIR_TARGET
