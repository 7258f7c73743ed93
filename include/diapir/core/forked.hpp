// Whether the threads of a process stayed behind: fork() takes along only the thread that calls it, and OpenMP of GCC
// would wait for the others without end.
#pragma once

#include <atomic>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

namespace diapir::common {

/// Whether this process was forked from one that had asked this before, as it does before it makes threads.
inline bool forked() {
    static std::atomic<bool> was = false;
#if defined(__unix__) || defined(__APPLE__)
    [[maybe_unused]] static const int noticed = pthread_atfork(nullptr, nullptr, [] { was = true; });
#endif
    return was.load(std::memory_order_relaxed);
}

}  // namespace diapir::common
