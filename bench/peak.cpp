#include "peak.hpp"

#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <chrono>
#include <map>

namespace bench {

namespace {

/// Runs `rounds` multiply-adds on each of 12 registers: enough to hide the latency, few enough for every machine.
float burn(std::size_t rounds, float seed) {
    using pack = diapir::simd::pack<float>;
    constexpr std::size_t chains = 12;
    pack sums[chains];
    for (std::size_t c = 0; c < chains; ++c) sums[c] = pack(seed + static_cast<float>(c));
    const pack factor(0.999f), term(seed);
    for (std::size_t i = 0; i < rounds; ++i)
#pragma GCC unroll 12
        for (std::size_t c = 0; c < chains; ++c) sums[c] = diapir::simd::fma(sums[c], factor, term);
    for (std::size_t c = 1; c < chains; ++c) sums[0] += sums[c];
    return diapir::simd::sum(sums[0]);
}

double measure(std::size_t threads) {
    const diapir::thread_limit limit(threads);
    constexpr std::size_t rounds = 2000000;
    constexpr double operations = 2.0 * 12 * rounds * static_cast<double>(diapir::simd::width<float>);
    double best = 0;
    volatile float sink = 0;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto start = std::chrono::steady_clock::now();
        diapir::parallel_for(threads, [&](std::size_t i) { sink = burn(rounds, static_cast<float>(i)); });
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        best = std::max(best, operations * static_cast<double>(threads) / seconds.count());
    }
    return best;
}

}  // namespace

double fma_peak(std::size_t threads) {
    static std::map<std::size_t, double> best;
    double& known = best[threads];
    return known = std::max(known, measure(threads));
}

}  // namespace bench
