// How alike pairs of traces are around a sample of a volume: 1 - |a - b| / (|a| + |b|) of the amplitudes a and b of two
// traces in a gate, and a statistic over the pairs, as in OpendTect's Similarity; along the dip that makes them most
// alike, where one is asked for. See attributes/similarity.hpp.
#pragma once

#include <diapir/attributes/similarity.hpp>
#include <diapir/attributes/volume/gate_sums.hpp>
#include <diapir/attributes/volume/sheared_traces.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::volume {

using attributes::similarity_pairs;
using attributes::similarity_statistic;

struct similarity_options {
    std::size_t samples = 9;     ///< height of the gate: i - n / 2 to i - n / 2 + n - 1
    std::size_t inlines = 1;     ///< inlines on either side
    std::size_t crosslines = 1;  ///< crosslines on either side
    /// Of the (2 inlines + 1) x (2 crosslines + 1) traces around a sample: those that lie opposite each other, a
    /// sample's own and each of the others, or every two.
    similarity_pairs pairs = similarity_pairs::opposite;
    similarity_statistic statistic = similarity_statistic::mean;
    /// Each pair is taken along the dip that makes it most alike: from inline to inline and from crossline to crossline
    /// multiples of dip_step, in samples per trace, of which the steepest is max_dip.
    double max_dip = 0;
    double dip_step = 1;

    cube window() const { return {2 * inlines + 1, 2 * crosslines + 1, samples}; }
};

namespace detail {

/// Two traces of a window, counted inline by inline, and how far below a sample each is read.
struct shifted_pair {
    std::size_t first, second;
    double first_shift, second_shift;

    friend bool operator==(const shifted_pair&, const shifted_pair&) = default;
};

inline std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const similarity_options& options) {
    const std::size_t count = options.window().traces(), middle = count / 2;
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = a + 1; b < count; ++b)
            if (options.pairs == similarity_pairs::all ||
                (options.pairs == similarity_pairs::opposite ? a + b == 2 * middle : a == middle || b == middle))
                pairs.emplace_back(a, b);
    return pairs;
}

/// Every pair along every trial dip, pair after pair. Dips that shift a pair alike are tried once.
template <class T>
std::vector<shifted_pair> shifted_pairs(const similarity_options& options, const sheared_traces<T>& around) {
    const std::vector<trial_dip> dips = trial_dips(options.max_dip, options.dip_step);
    std::vector<shifted_pair> all;
    for (const auto& [a, b] : pairs_of(options)) {
        const auto first = static_cast<std::ptrdiff_t>(all.size());
        for (const trial_dip& dip : dips) {
            const shifted_pair pair{a, b, around.shift(a, dip), around.shift(b, dip)};
            if (std::find(all.begin() + first, all.end(), pair) == all.end()) all.push_back(pair);
        }
    }
    return all;
}

/// The similarity of some traces of a volume.
template <class T>
void similarity(const cuboid<T>& c, const similarity_options& options, const trace_range& traces, T* to) {
    using V = simd::pack<T>;
    const std::size_t samples = c.extents.samples;
    sheared_traces<T> around(c, options.window(), options.max_dip);
    const std::vector<shifted_pair> lines = shifted_pairs(options, around);
    const std::size_t pairs = pairs_of(options).size();
    gate_sums<T, 3> gates(samples, options.samples);
    kept_vector<T> best(pairs * samples);
    std::vector<T> values(pairs);
    // The lines of all traces of an inline, one trace after another, so that registers are full.
    const std::size_t first = traces.crosslines.first, count = traces.crosslines.count() * lines.size();
    std::size_t inline_number = 0;
    const auto fill = [&](std::size_t line, T* const* quantities) {
        const shifted_pair& pair = lines[line % lines.size()];
        if (line % lines.size() == 0) around.read(inline_number, first + line / lines.size());
        const auto difference = [](const auto& x, const auto& y) { return (x - y) * (x - y); };
        const auto square = [](const auto& x) { return x * x; };
        around.take(pair.first, pair.first_shift, quantities[0]);
        around.take(pair.second, pair.second_shift, quantities[2]);
        simd::transform(around.size(), quantities[1], difference, quantities[0], quantities[2]);
        simd::transform(around.size(), quantities[0], square, quantities[0]);
        simd::transform(around.size(), quantities[2], square, quantities[2]);
    };
    const auto likeness = [](const V* sums) { return attributes::detail::likeness(sums[0], sums[1], sums[2]); };
    std::size_t pair = 0;
    const auto take = [&](std::size_t line, const T* alike) {
        const std::size_t of_trace = line % lines.size();
        const bool next = of_trace == 0 || lines[of_trace].first != lines[of_trace - 1].first ||
                          lines[of_trace].second != lines[of_trace - 1].second;
        pair = of_trace == 0 ? 0 : pair + (next ? 1 : 0);
        T* of_pair = best.data() + pair * samples;
        for (std::size_t s = 0; s < samples; ++s)
            if (next || alike[s] > of_pair[s] || alike[s] != alike[s]) of_pair[s] = alike[s];  // NaN stays
        if (of_trace + 1 < lines.size()) return;
        T* out = to + (inline_number * c.extents.crosslines + first + line / lines.size()) * samples;
        for (std::size_t s = 0; s < samples; ++s) {
            for (std::size_t k = 0; k < pairs; ++k) values[k] = best[k * samples + s];
            out[s] = attributes::detail::statistic_of(options.statistic, values.data(), pairs);
        }
    };
    for (inline_number = traces.inlines.first; inline_number < traces.inlines.last; ++inline_number)
        gates.run(count, fill, likeness, take);
}

}  // namespace detail

/// The similarity, 0 to 1, of pairs of traces of volumes {..., inlines, crosslines, samples} in the gate around each
/// sample. Two gates of zeros are alike, 1. Amplitudes are reflected beyond the volume. NaN spread over the gates that
/// hold them. It does not depend on the unit of the amplitudes. The cost grows with the pairs and dips. Throws
/// argument_error for an empty gate, no traces on either side, dips that are not numbers above 0, and more than 8192
/// pairs.
template <array_expression E>
array<real_t<E>> similarity(const E& volumes, const similarity_options& options = {}) {
    using T = real_t<E>;
    constexpr const char* name = "volume::similarity";
    require(options.samples > 0 && (options.inlines > 0 || options.crosslines > 0), name,
            ": expected a gate of at least 1 sample, and at least 1 inline or crossline on either side, got ",
            options.samples, ", ", options.inlines, " and ", options.crosslines);
    require(options.samples <= 1 << 16 && options.inlines <= 32 && options.crosslines <= 32, name,
            ": expected a gate of at most 65536 samples, and at most 32 inlines and crosslines on either side, got ",
            options.samples, ", ", options.inlines, " and ", options.crosslines);
    detail::require_valid_dips(options.window(), options.max_dip, options.dip_step, name);
    const std::size_t pairs = detail::pairs_of(options).size(),
                      dips = detail::trial_dips(options.max_dip, options.dip_step).size();
    attributes::detail::require_few_pairs(name, pairs, dips);
    return map_volume(name, volumes, {.unit = true, .operations = 2 * kernels::few_operations * pairs * dips},
                      [&](const detail::cuboid<T>& c, const detail::trace_range& traces, T* to) {
                          detail::similarity(c, options, traces, to);
                      });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::volume
