// The seam to OpenMP: loops over independent items. Without OpenMP they run in one thread.
// Every item is done by one thread in a fixed order, in the floating-point environment of the thread that called, so
// results do not depend on the number of threads. A process that was forked from one with threads has none.
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
#include <diapir/core/float_environment.hpp>
#include <diapir/core/forked.hpp>
#include <diapir/core/helpers.hpp>

#ifdef _OPENMP
#include <omp.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <limits>

namespace diapir::common {

/// More threads are refused by systems, which end the program.
inline constexpr std::size_t most_threads = 4096;

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

}  // namespace diapir::common

namespace diapir::inline DIAPIR_TARGET {

/// The number of threads that parallel loops of this thread use. By default one for every processor that the process
/// may run on, but no more than the quota of its container makes use of; never more than 4096.
inline std::size_t threads() {
#ifdef _OPENMP
    const auto count = static_cast<std::size_t>(omp_get_max_threads());
    if (common::threads_chosen()) return std::min(count, common::most_threads);
    static const std::size_t most = threads_of_quota(cpu_quota());
    return std::min({count, most, common::most_threads});
#else
    return 1;
#endif
}

/// Sets the number of threads for the parallel loops that the calling thread starts, those of OpenMP included; 0 is
/// ignored. Throws argument_error for more than 4096.
inline void set_threads([[maybe_unused]] std::size_t count) {
    require(count <= common::most_threads, "set_threads: expected at most ", common::most_threads, " threads, got ",
            count);
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
    return threads() > 1 && !omp_in_parallel() && !common::forked();
#else
    return false;
#endif
}

#ifdef _OPENMP
/// Calls share(), and then wait(), in each thread of a team.
template <class Share, class Wait>
void in_team(std::size_t team, common::helpers& others, const Share& share, const Wait& wait) {
    const common::float_environment caller;
    common::helpers::loop loop(others);
#pragma omp parallel num_threads(static_cast <int>(team))
    {
        const common::borrowed_float_environment as_caller(caller);
        if (omp_get_thread_num() == 0) loop.own_share_begins();
        share();
        if (omp_get_thread_num() == 0) loop.own_share_is_done();
        wait();
    }
}
#endif

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
        const auto share = [&] {
#pragma omp for schedule(static) nowait
            for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(count); ++i)
                failure.guard([&] { f(static_cast<std::size_t>(i)); });
        };
        detail::in_team(threads(), common::helpers::mine(), share, [] {});
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
    std::atomic<std::size_t> next = first;
    std::atomic<std::uint32_t> left = static_cast<std::uint32_t>(last - first);
    const auto share = [&] {
        for (std::size_t i; (i = next.fetch_add(1)) < last;) {
            failure.guard([&] { f(i); });
            if (left.fetch_sub(1) == 1) left.notify_all();
        }
    };
    // Asleep, so that whoever is still at work has the processor.
    const auto wait = [&] {
        for (std::uint32_t l; (l = left.load()) != 0;) left.wait(l);
    };
    in_team(team, common::helpers::for_chunks(), share, wait);
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
