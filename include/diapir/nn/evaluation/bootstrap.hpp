// How much a number would differ had other images been drawn: percentile intervals of the bootstrap (Efron and
// Tibshirani, An introduction to the bootstrap, 1993, chapter 13).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

struct bootstrap_options {
    std::size_t resamples = 2000;
    double confidence = 0.95;
    std::uint64_t seed = 42;
};

/// What was found, and between what limits it would lie in so many cases of a hundred.
struct interval {
    double estimate = 0, low = 0, high = 0;

    /// Whether a value, such as no difference at all, lies outside of the limits.
    bool excludes(double value) const { return value < low || value > high; }
};

namespace detail {

/// The quantile of sorted values, linear between them, as numpy.quantile has it; an infinite value lasts up to the
/// next.
inline double sorted_quantile(std::span<const double> sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1), below = std::floor(place);
    const auto at = static_cast<std::size_t>(below);
    if (place == below || std::isinf(sorted[at])) return sorted[at];
    const double next = sorted[std::min(at + 1, sorted.size() - 1)];
    return sorted[at] + (place - below) * (next - sorted[at]);
}

inline void require_resamples(std::size_t count, const bootstrap_options& o) {
    require(count > 0, "bootstrap: expected one sample or more, got 0");
    require(count <= std::uint64_t{1} << 32, "bootstrap: expected at most 4294967296 samples, got ", count);
    require(o.resamples > 1 && o.resamples <= 1 << 24, "bootstrap: expected 2 to 16777216 resamples, got ",
            o.resamples);
    require(o.confidence > 0 && o.confidence < 1, "bootstrap: expected a confidence between 0 and 1, got ",
            o.confidence);
}

}  // namespace detail

/// The interval of statistic(samples), a number of a list of samples 0 ... count - 1: of each sample once, and of
/// resamples with repetitions, as many as the samples. Resamples whose statistic is NaN are left out. The statistic is
/// called by several threads. Throws argument_error for options that mean nothing.
template <class Statistic>
interval bootstrap(std::size_t count, const Statistic& statistic, const bootstrap_options& options = {}) {
    detail::require_resamples(count, options);
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::vector<double> found(options.resamples);
    parallel_for(
        options.resamples,
        [&](std::size_t r) {
            random_stream random(options.seed, r);
            std::vector<std::size_t> sample(count);
            for (std::size_t& i : sample) i = random.below(count);
            found[r] = statistic(std::span<const std::size_t>(sample));
        },
        20 * count);
    std::erase_if(found, [](double v) { return std::isnan(v); });
    const double estimate = statistic(std::span<const std::size_t>(all));
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (found.empty()) return {estimate, nan, nan};
    std::sort(found.begin(), found.end());
    const double tail = (1 - options.confidence) / 2;
    return {estimate, detail::sorted_quantile(found, tail), detail::sorted_quantile(found, 1 - tail)};
}

/// The interval of the sum of the numerators by that of the denominators, such as a mean over the pixels of images of
/// which each has other many. NaN where the denominators are 0. Throws argument_error where sizes differ.
inline interval bootstrap_ratio(std::span<const double> numerators, std::span<const double> denominators,
                                const bootstrap_options& options = {}) {
    require(numerators.size() == denominators.size(), "bootstrap_ratio: expected as many denominators as numerators, ",
            numerators.size(), ", got ", denominators.size());
    return bootstrap(
        numerators.size(),
        [&](std::span<const std::size_t> sample) {
            double above = 0, below = 0;
            for (const std::size_t i : sample) {
                above += numerators[i];
                below += denominators[i];
            }
            return below == 0 ? std::numeric_limits<double>::quiet_NaN() : above / below;
        },
        options);
}

/// The interval of the mean of values, NaN ones left out.
inline interval bootstrap_mean(std::span<const double> values, const bootstrap_options& options = {}) {
    std::vector<double> numerators(values.begin(), values.end()), ones(values.size(), 1.0);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (std::isnan(values[i])) numerators[i] = ones[i] = 0;
    return bootstrap_ratio(numerators, ones, options);
}

/// The interval of the mean of b - a, of two numbers of each sample: samples are drawn with both of their numbers.
/// Those of which one is NaN are left out. Throws argument_error where sizes differ.
inline interval paired_difference(std::span<const double> a, std::span<const double> b,
                                  const bootstrap_options& options = {}) {
    require(a.size() == b.size(), "paired_difference: expected two numbers of each sample, got ", a.size(), " and ",
            b.size());
    std::vector<double> differences(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) differences[i] = b[i] - a[i];
    return bootstrap_mean(differences, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
