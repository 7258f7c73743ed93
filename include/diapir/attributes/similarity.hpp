// How alike pairs of traces are around a sample: 1 - |a - b| / (|a| + |b|) of the amplitudes a and b of two traces in a
// gate, and a statistic over the pairs, as in OpendTect's Similarity; along the dip that makes them most alike, where
// one is asked for. (bruges 0.5.4 calls its semblance "similarity": attributes/semblance.hpp.)
#pragma once

#include <diapir/attributes/sheared_rows.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

enum class similarity_pairs {
    opposite,  ///< the traces that are k before and k behind a sample's own, for k = 1 ... reach
    center,    ///< a sample's own trace and each of its neighbors, up to `reach` on both sides
    all        ///< every two of the 2 reach + 1 traces
};

/// What is made of the similarities of the pairs. The median of an even number is the mean of the middle two.
enum class similarity_statistic { mean, median, minimum, maximum, variance };

struct similarity_options {
    std::size_t samples = 9;  ///< height of the gate: i - n / 2 to i - n / 2 + n - 1
    std::size_t reach = 1;    ///< traces on either side
    similarity_pairs pairs = similarity_pairs::opposite;
    similarity_statistic statistic = similarity_statistic::mean;
    /// Each pair is taken along the dip that makes it most alike, of the multiples of dip_step up to max_dip, in
    /// samples per trace, positive where layers deepen from trace to trace; in between samples, on a line between two.
    double max_dip = 0;
    double dip_step = 1;
};

namespace detail {

struct trace_pair {
    std::ptrdiff_t first, second;  // traces from a sample's own
};

inline std::vector<trace_pair> pairs_of(const similarity_options& options) {
    const auto reach = static_cast<std::ptrdiff_t>(options.reach);
    std::vector<trace_pair> pairs;
    for (std::ptrdiff_t a = -reach; a <= reach; ++a)
        for (std::ptrdiff_t b = a + 1; b <= reach; ++b)
            if (options.pairs == similarity_pairs::all ||
                (options.pairs == similarity_pairs::opposite ? a == -b : a == 0 || b == 0))
                pairs.push_back({a, b});
    return pairs;
}

/// The statistic of some similarities, whose order it changes.
template <class T>
T statistic_of(similarity_statistic statistic, T* values, std::size_t count) {
    const T number = static_cast<T>(count);
    T sum = 0, squares = 0;
    for (std::size_t k = 0; k < count; ++k) sum += values[k];
    if (sum != sum) return sum;
    switch (statistic) {
        case similarity_statistic::mean:
            return sum / number;
        case similarity_statistic::median:
            std::sort(values, values + count);
            return (values[(count - 1) / 2] + values[count / 2]) / 2;
        case similarity_statistic::minimum:
            return *std::min_element(values, values + count);
        case similarity_statistic::maximum:
            return *std::max_element(values, values + count);
        default:
            for (std::size_t k = 0; k < count; ++k) squares += (values[k] - sum / number) * (values[k] - sum / number);
            return squares / number;
    }
}

/// The similarity of two traces from the sums of a^2, (a - b)^2 and b^2 in a gate; of registers and scalars.
template <class V>
V likeness(const V& first, const V& apart, const V& second) {
    const V length = V(simd::sqrt(first)) + V(simd::sqrt(second)), zero(0), one(1);
    const V alike = simd::select(length == zero, one, V(one - V(simd::sqrt(apart)) / length));
    return V(simd::select(alike < zero, zero, alike));
}

/// Writes the best similarity of one pair over all dips for some rows, {rows, traces}.
template <class T>
void pair_similarity(const sheared_rows<T>& sheared, const trace_pair& pair, const std::vector<double>& dips,
                     std::size_t window, row_range rows, std::size_t traces, T* best) {
    const std::size_t pitch = kernels::whole_registers<T>(traces);
    kept_vector<T> b(pitch);
    const auto square = [](const auto& x) { return x * x; };
    for (const double dip : dips) {
        const auto fill = [&](std::size_t row, T* to) {
            sheared.take(row, pair.first, dip, to);
            sheared.take(row, pair.second, dip, b.data());
            const auto difference = [](const auto& x, const auto& y) { return (x - y) * (x - y); };
            simd::transform(traces, to + pitch, difference, to, b.data());
            simd::transform(traces, to, square, to);
            simd::transform(traces, to + 2 * pitch, square, b.data());
        };
        const auto take = [&](std::size_t row, const T* sums) {
            const auto better = [&](const auto& a, const auto& between, const auto& c, const auto& before) {
                using V = std::remove_cvref_t<decltype(a)>;
                const V now = likeness(a, between, c);
                return V(simd::select(now > before || simd::is_nan(now), now, before));  // NaN stays
            };
            T* to = best + row * traces;
            if (dip == 0) std::fill_n(to, traces, T{-1});
            simd::transform(traces, to, better, sums, sums + pitch, sums + 2 * pitch, to);
        };
        sum_rows<T>(rows, window, 3 * pitch, fill, take);
    }
}

/// Throws argument_error, in the name of an attribute, for more pairs, each along so many dips, than can be kept.
inline void require_few_pairs(const char* name, std::size_t pairs, std::size_t dips) {
    constexpr std::size_t most_pairs = 1 << 13, most_dips = 1 << 20;
    require(pairs <= most_pairs && pairs * dips <= most_dips, name, ": expected at most ", most_pairs,
            " pairs of traces, and ", most_dips, " dips of all of them, got ", pairs, " pairs along ", dips, " dips");
}

/// Rows of the similarity, written to `to` on; some rows and columns at a time, of which the similarities of all pairs
/// are kept.
template <class T>
void similarity(const section<T>& s, const similarity_options& options, row_range rows, T* to) {
    const std::vector<trace_pair> pairs = pairs_of(options);
    const std::vector<double> dips = trial_dips(options.max_dip, options.dip_step);
    // Many rows share the gates above them; columns are whole registers.
    constexpr std::size_t most_kept = 1 << 22, narrowest = 64;
    const std::size_t traces = s.extents.traces, before = options.samples / 2,
                      tall = std::max<std::size_t>(64, 8 * options.samples),
                      wide = std::max(narrowest, most_kept / (pairs.size() * tall) / narrowest * narrowest),
                      high = std::clamp<std::size_t>(most_kept / (pairs.size() * wide), 1, tall);
    kept_vector<T> of_pairs(pairs.size() * std::min(high, rows.count()) * std::min(wide, traces));
    std::vector<T> values(pairs.size());
    const auto block = [&](row_range some, row_range columns) {
        const std::size_t width = columns.count(), size = some.count() * width;
        const sheared_rows<T> sheared(s, some, columns, before, options.samples - 1 - before, options.reach,
                                      options.max_dip);
        for (std::size_t k = 0; k < pairs.size(); ++k)
            pair_similarity(sheared, pairs[k], dips, options.samples, some, width, of_pairs.data() + k * size);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t k = 0; k < pairs.size(); ++k) values[k] = of_pairs[k * size + i];
            to[(some.first - rows.first + i / width) * traces + columns.first + i % width] =
                statistic_of(options.statistic, values.data(), values.size());
        }
    };
    for (std::size_t row = rows.first; row < rows.last; row += high)
        for (std::size_t column = 0; column < traces; column += wide)
            block({row, std::min(rows.last, row + high)}, {column, std::min(traces, column + wide)});
}

}  // namespace detail

/// The similarity, 0 to 1, of pairs of traces of sections {..., samples, traces} in the gate around each sample. Two
/// gates of zeros are alike, 1. Amplitudes are reflected beyond the section. NaN spread over the gates that hold them.
/// It does not depend on the unit of the amplitudes. Throws argument_error for an empty gate, reach 0, dips that are
/// not numbers above 0, and more than 8192 pairs.
template <array_expression E>
array<real_t<E>> similarity(const E& sections, const similarity_options& options = {}) {
    using T = real_t<E>;
    require(options.samples > 0 && options.reach > 0,
            "similarity: expected a gate of at least 1 sample and a reach of at least 1 trace, got ", options.samples,
            " and ", options.reach);
    require(options.samples <= detail::longest_window && options.reach <= 1024,
            "similarity: expected a gate of at most ", detail::longest_window,
            " samples and a reach of at most 1024 traces, got ", options.samples, " and ", options.reach);
    detail::require_valid_dips(options.max_dip, options.dip_step, "similarity");
    detail::require_sheared_window("similarity", options.samples, 2 * options.reach + 1, options.reach,
                                   options.max_dip);
    const std::size_t pairs = detail::pairs_of(options).size(),
                      dips = detail::trial_dips(options.max_dip, options.dip_step).size();
    detail::require_few_pairs("similarity", pairs, dips);
    return map_sections(
        "similarity", sections,
        {.halo = options.samples - 1, .unit = true, .operations = 2 * kernels::few_operations * pairs * dips},
        [&](const detail::section<T>& s, row_range rows, T* to) { detail::similarity(s, options, rows, to); });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
