// How a benchmark is registered: what is done, who does it, and how much arithmetic it takes. The table joins the
// entries that do the same thing with the same number of threads.
#pragma once

#include "peak.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace bench {

/// The name under which this library's own entries stand in the table.
inline constexpr const char* ours = "diapir";

/// Calls a function that adds entries before the benchmarks run; every topic's file has one of these.
struct registration {
    explicit registration(void (*add_entries)());
};

/// Sets the number of threads of whoever runs. Everything here uses OpenMP's unless it says otherwise.
void use_threads(std::size_t count);

/// The numbers of threads that are measured: one, and all.
inline std::vector<std::size_t> thread_counts() {
    const std::size_t all = std::max(1u, std::thread::hardware_concurrency());
    return all > 1 ? std::vector<std::size_t>{1, all} : std::vector<std::size_t>{1};
}

/// The name of an entry about a whole network on square images.
inline std::string name_of(const std::string& what, const std::string& net, std::size_t size, std::size_t batch) {
    return what + "/" + net + "/" + std::to_string(size) + "x" + std::to_string(size) + "/batch " +
           std::to_string(batch);
}

struct subject {
    std::string what;  ///< such as "inference/24x24/batch 32"; the same for all that are compared
    std::string who = ours;
    double flops = 0;     ///< executed floating-point operations of one run, for the share of the peak; 0 leaves it out
    int repetitions = 0;  ///< 0 leaves the number to the command line
};

/// Registers an entry for each number of threads. `prepare(threads)` is called when it is first measured and returns
/// the work to time: a callable without arguments.
template <class Prepare>
void add(const subject& s, Prepare prepare) {
    using work = decltype(prepare(std::size_t{1}));
    for (const std::size_t threads : thread_counts()) {
        auto kept = std::make_shared<std::unique_ptr<work>>();
        auto* entry = benchmark::RegisterBenchmark(
            (s.what + "/" + s.who + "/threads:" + std::to_string(threads)).c_str(),
            [kept, prepare, threads, flops = s.flops](benchmark::State& state) {
                use_threads(threads);
                if (!*kept) *kept = std::make_unique<work>(prepare(threads));
                for (auto _ : state) (**kept)();
                if (flops > 0) {
                    state.counters["flops"] = benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
                    state.counters["peak"] = fma_peak(threads);
                }
            });
        entry->UseRealTime();
        if (s.repetitions > 0) entry->Repetitions(s.repetitions);
    }
}

}  // namespace bench
