// The seam to OpenMP: loops over independent items. Without OpenMP they run in one thread.
// Every item is done by one thread in a fixed order, so results do not depend on the number of threads.
#pragma once

#ifdef _OPENMP
#include <omp.h>
#endif

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

namespace diapir {

/// The number of threads that parallel loops of this thread use.
inline std::size_t threads() {
#ifdef _OPENMP
    return static_cast<std::size_t>(omp_get_max_threads());
#else
    return 1;
#endif
}

/// Sets the number of threads for the parallel loops that the calling thread starts; 0 is ignored.
inline void set_threads([[maybe_unused]] std::size_t count) {
#ifdef _OPENMP
    if (count > 0) omp_set_num_threads(static_cast<int>(count));
#endif
}

/// Sets the number of threads for as long as it lives.
class thread_limit {
public:
    explicit thread_limit(std::size_t count) : before_(threads()) { set_threads(count); }
    ~thread_limit() { set_threads(before_); }
    thread_limit(const thread_limit&) = delete;
    thread_limit& operator=(const thread_limit&) = delete;

private:
    std::size_t before_;
};

/// Calls f(i) for every i below count, shared out over the threads in consecutive runs. An exception of any call is
/// rethrown after the loop; items not yet begun are then left out. `cost` is a rough number of operations of one item:
/// where all of them together are fewer than it takes to wake a thread, the loop stays in the calling one.
template <class F>
void parallel_for(std::size_t count, F&& f, [[maybe_unused]] std::size_t cost = 1000000) {
#ifdef _OPENMP
    constexpr std::size_t worth_a_thread = 100000;
    if (count > 1 && count * cost >= worth_a_thread && threads() > 1 && !omp_in_parallel()) {
        std::exception_ptr failure;
        bool failed = false;
#pragma omp parallel for schedule(static)
        for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(count); ++i) {
            bool stop;
#pragma omp atomic read
            stop = failed;
            if (stop) continue;
            try {
                f(static_cast<std::size_t>(i));
            } catch (...) {
#pragma omp critical(diapir_parallel_for)
                if (!failure) failure = std::current_exception();
#pragma omp atomic write
                failed = true;
            }
        }
        if (failure) std::rethrow_exception(failure);
        return;
    }
#endif
    for (std::size_t i = 0; i < count; ++i) f(i);
}

/// Calls f(begin, end) for consecutive ranges that cover 0 ... count - 1, at most `grain` long and the same for any
/// number of threads.
template <class F>
void parallel_ranges(std::size_t count, std::size_t grain, F&& f) {
    parallel_for((count + grain - 1) / grain,
                 [&](std::size_t i) {
                     const std::size_t begin = i * grain;
                     f(begin, begin + grain < count ? begin + grain : count);
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

}  // namespace diapir
