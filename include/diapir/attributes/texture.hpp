// Texture from the co-occurrence of gray levels: Haralick, Shanmugam and Dinstein, Textural features for image
// classification, IEEE Transactions SMC 3, 1973; with 16 levels and the measures of OpendTect's Texture.
#pragma once

#include <diapir/attributes/box.hpp>
#include <diapir/attributes/level_pairs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// Of the matrix p(i, j) of the shares of pairs of levels i and j, which is symmetric: each pair counts both ways.
enum class texture_measure {
    contrast,       ///< sum p (i - j)^2
    dissimilarity,  ///< sum p |i - j|
    homogeneity,    ///< sum p / (1 + (i - j)^2)
    second_moment,  ///< sum p^2, the angular second moment
    energy,         ///< the root of second_moment
    entropy,        ///< - sum p log p, natural
    mean,           ///< sum p i, in levels
    variance,       ///< sum p (i - mean)^2
    deviation,      ///< the root of variance
    correlation     ///< sum p (i - mean) (j - mean) / variance; 1 where the variance is 0
};

struct texture_options {
    std::size_t samples = 9;    ///< height of the window
    std::size_t traces = 9;     ///< width of the window
    std::ptrdiff_t down = 0;    ///< samples from the first of a pair to the second
    std::ptrdiff_t across = 1;  ///< traces from the first of a pair to the second
    std::size_t levels = 16;    ///< equal parts of the amplitudes from minimum to maximum
    double minimum = std::numeric_limits<double>::quiet_NaN();  ///< NaN stands for the least amplitude of each section
    double maximum = std::numeric_limits<double>::quiet_NaN();  ///< NaN stands for the largest
};

namespace detail {

inline bool counts_pairs(texture_measure m) {
    return m == texture_measure::second_moment || m == texture_measure::energy || m == texture_measure::entropy;
}

/// What is summed over the pairs of a window: for measures of differences one number, else i + j, i^2 + j^2 and i j.
inline void pair_quantities(texture_measure measure, double i, double j, double* const* to, std::size_t at) {
    const double difference = i - j;
    switch (measure) {
        case texture_measure::contrast:
            to[0][at] = difference * difference;
            break;
        case texture_measure::dissimilarity:
            to[0][at] = std::abs(difference);
            break;
        case texture_measure::homogeneity:
            to[0][at] = 1 / (1 + difference * difference);
            break;
        default:
            to[0][at] = i + j;
    }
    to[1][at] = i * i + j * j;
    to[2][at] = i * j;
}

/// A measure from these sums over n pairs. Moments are of whole numbers until the last division.
template <class V>
V measure_of_sums(texture_measure measure, const V* sums, double n) {
    if (measure == texture_measure::mean) return sums[0] / V(2 * n);
    if (measure <= texture_measure::homogeneity) return sums[0] / V(n);
    const V squared = sums[0] * sums[0], spread = V(2 * n) * sums[1] - squared;
    if (measure == texture_measure::variance) return spread / V(4 * n * n);
    if (measure == texture_measure::deviation) return simd::sqrt(V(spread / V(4 * n * n)));
    return simd::select(spread == V(0.0), V(1.0), V((V(4 * n) * sums[2] - squared) / spread));
}

/// Rows of a measure that needs sums over pairs only.
template <class T>
void texture_of_sums(const level_rows& levels, const pair_window& w, texture_measure measure, extents e, row_range rows,
                     T* to) {
    using V = simd::pack<double>;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::size_t columns = levels.columns();
    kept_vector<double> results(rows.count() * columns);
    const auto fill = [&](std::size_t row, double* const* quantities) {
        for (std::size_t column = 0; column < columns; ++column) {
            const bool pair = levels.has_pair(column);
            const level i = pair ? levels.first(row - rows.first, column) : level{0},
                        j = pair ? levels.second(row - rows.first, column) : level{0};
            const bool known = i != missing_level && j != missing_level;
            pair_quantities(measure, known ? i : nan, known ? j : nan, quantities, column);
        }
    };
    // Window r has the anchors of rows r to r + w.rows - 1 of all that the section and its margin have.
    sum_boxes<3>({e.samples + w.samples, columns}, {w.rows, w.columns}, edge::zero,
                 {rows.first + w.rows / 2, rows.last + w.rows / 2}, results.data(), fill,
                 [&](const V* sums) { return measure_of_sums(measure, sums, static_cast<double>(w.pairs())); });
    for (std::size_t row = 0; row < rows.count(); ++row)
        for (std::size_t i = 0; i < e.traces; ++i)
            *to++ = static_cast<T>(results[row * columns + i + w.left + w.columns / 2]);
}

inline double measure_of_counts(texture_measure measure, const pair_counts& counts, double n) {
    if (!counts.complete()) return std::numeric_limits<double>::quiet_NaN();
    if (measure == texture_measure::entropy) return counts.entropy(n);
    return measure == texture_measure::second_moment ? counts.square_sum(n) : std::sqrt(counts.square_sum(n));
}

/// Rows of a measure that needs the counts of all pairs of levels: a window's columns come and go.
template <class T>
void texture_of_counts(const level_rows& levels, const pair_window& w, const texture_options& options,
                       texture_measure measure, extents e, row_range rows, T* to) {
    pair_counts counts(options.levels, w.pairs());
    const auto column = [&](std::size_t row, std::size_t at, std::int64_t sign) {
        for (std::size_t k = row; k < row + w.rows; ++k) counts.add(levels.first(k, at), levels.second(k, at), sign);
    };
    const double n = static_cast<double>(w.pairs());
    for (std::size_t row = 0; row < rows.count(); ++row) {
        counts.clear();
        for (std::size_t k = 0; k < w.columns; ++k) column(row, w.left + k, 1);
        for (std::size_t i = 0; i < e.traces; ++i) {
            if (i > 0) {
                column(row, w.left + i - 1, -1);
                column(row, w.left + i - 1 + w.columns, 1);
            }
            *to++ = static_cast<T>(measure_of_counts(measure, counts, n));
        }
    }
}

template <class T>
void require_valid(const texture_options& o) {
    require_window("texture", o.samples, o.traces);
    require(o.down != 0 || o.across != 0,
            "texture: expected a step from one amplitude to another, got 0 down and 0 across");
    const auto fits = [](std::ptrdiff_t step, std::size_t window) {
        const auto forth = static_cast<std::size_t>(step);  // as many cells back are its negative, also of the least
        return (step < 0 ? 0 - forth : forth) < window;
    };
    require(fits(o.down, o.samples) && fits(o.across, o.traces), "texture: expected a step inside the window of ",
            o.samples, " x ", o.traces, ", got ", o.down, " down and ", o.across, " across");
    require(o.levels >= 2 && o.levels <= 256, "texture: expected 2 to 256 levels, got ", o.levels);
    for (const double bound : {o.minimum, o.maximum})
        require(!std::isinf(static_cast<T>(bound)), "texture: expected finite bounds, or NaN, got ", o.minimum, " and ",
                o.maximum);
    require(!(o.minimum >= o.maximum), "texture: expected a minimum below the maximum, got ", o.minimum, " and ",
            o.maximum);
}

}  // namespace detail

/// A measure of the texture of sections {..., samples, traces} in the window around each sample. Amplitudes are
/// reflected beyond the section. Windows that hold NaN have NaN; infinite amplitudes belong to the first or last level.
/// With the range of each section as the default, it does not depend on the unit of the amplitudes; a constant section
/// is of level 0. second_moment, energy and entropy cost more for higher windows, the others the same for all. Throws
/// argument_error for a window that is empty or without pairs, and for levels and ranges that are none.
template <array_expression E>
array<real_t<E>> texture(const E& sections, texture_measure measure = texture_measure::contrast,
                         const texture_options& options = {}) {
    using T = real_t<E>;
    detail::require_valid<T>(options);
    decltype(auto) in = evaluated<T>(sections);
    const shape s = shape_of(in);
    require(s.axes() >= 2, "texture: expected sections {..., samples, traces}, got ", s);
    const std::size_t size = s[s.axes() - 2] * s.back();
    std::vector<detail::level_scale<T>> scales(size == 0 ? 0 : in.size() / size);
    parallel_for(
        scales.size(),
        [&](std::size_t i) {
            scales[i] = detail::level_scale<T>::of(in.data() + i * size, size, options.levels);
            if (!std::isnan(options.minimum)) scales[i].minimum = static_cast<T>(options.minimum);
            if (!std::isnan(options.maximum)) scales[i].maximum = static_cast<T>(options.maximum);
        },
        size);
    const detail::pair_window window(options.samples, options.traces, options.down, options.across);
    const std::size_t operations = kernels::few_operations * (detail::counts_pairs(measure) ? options.samples : 3);
    return map_sections("texture", in, {.halo = options.samples - 1, .operations = operations},
                        [&](const detail::section<T>& one, row_range rows, T* to) {
                            const auto& scale = scales[static_cast<std::size_t>(one.amplitudes - in.data()) / size];
                            const detail::level_rows levels(one, scale, window, rows);
                            if (detail::counts_pairs(measure))
                                detail::texture_of_counts(levels, window, options, measure, one.extents, rows, to);
                            else
                                detail::texture_of_sums(levels, window, measure, one.extents, rows, to);
                        });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes
