// Gray levels of sections, and the pairs of levels that lie a fixed step apart in a window: the co-occurrence matrix of
// Haralick, Shanmugam and Dinstein, Textural features for image classification, IEEE Transactions SMC 3, 1973, counted
// in both directions.
#pragma once

#include <diapir/attributes/section.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

using level = std::int16_t;
inline constexpr level missing_level = -1;

/// Equal parts of an interval, from 0 on; its end belongs to the last.
template <class T>
struct level_scale {
    T minimum, maximum;
    std::size_t levels;

    /// The parts of the interval between the least and the largest finite amplitude.
    static level_scale of(const T* amplitudes, std::size_t count, std::size_t levels) {
        level_scale scale{std::numeric_limits<T>::max(), std::numeric_limits<T>::lowest(), levels};
        for (std::size_t i = 0; i < count; ++i) {
            if (!std::isfinite(amplitudes[i])) continue;
            scale.minimum = std::min(scale.minimum, amplitudes[i]);
            scale.maximum = std::max(scale.maximum, amplitudes[i]);
        }
        return scale;
    }
    /// Amplitudes outside belong to the first or the last level, NaN to none.
    level operator()(T amplitude) const {
        if (std::isnan(amplitude)) return missing_level;
        if (!(amplitude > minimum)) return 0;
        const auto last = static_cast<level>(levels - 1);
        if (amplitude >= maximum) return last;
        const T share = (amplitude / 2 - minimum / 2) / (maximum / 2 - minimum / 2);  // halves do not overflow
        return std::min(last, static_cast<level>(share * static_cast<T>(levels)));
    }
};

/// The window of an anchor's pairs: an amplitude and the one a step `down` and `across` from it, both in the window.
struct pair_window {
    std::size_t samples, traces;      // of the whole window
    std::size_t down;                 // of the step
    std::ptrdiff_t across;            // of the step
    std::size_t rows, columns, left;  // anchors, from the window's first row and its column `left`

    /// A step and its opposite have the same pairs.
    pair_window(std::size_t height, std::size_t width, std::ptrdiff_t step_down, std::ptrdiff_t step_across)
        : samples(height),
          traces(width),
          down(static_cast<std::size_t>(step_down < 0 ? -step_down : step_down)),
          across(step_down < 0                       ? -step_across
                 : step_down == 0 && step_across < 0 ? -step_across
                                                     : step_across),
          rows(samples - down),
          columns(traces - static_cast<std::size_t>(across < 0 ? -across : across)),
          left(static_cast<std::size_t>(across < 0 ? -across : 0)) {}

    std::size_t pairs() const { return rows * columns; }
};

/// The levels of some rows of a section, and what windows around them see beyond them: reflected edges.
class level_rows {
public:
    template <class T>
    level_rows(const section<T>& s, const level_scale<T>& scale, const pair_window& w, row_range rows)
        : window_(w), pitch_(s.extents.traces + w.traces - 1), levels_((rows.count() + w.samples - 1) * pitch_) {
        for (std::size_t k = 0; k < rows.count() + w.samples - 1; ++k) {
            const std::ptrdiff_t source = edge_index(rows.first + k, w.samples / 2, s.extents.samples, edge::reflect);
            const T* from = s.amplitudes + static_cast<std::size_t>(source) * s.extents.traces;
            level* to = levels_.data() + k * pitch_;
            for (std::size_t i = 0; i < s.extents.traces; ++i) to[w.traces / 2 + i] = scale(from[i]);
            for (std::size_t i = 0; i < pitch_; ++i) {
                const std::ptrdiff_t inside = edge_index(i, w.traces / 2, s.extents.traces, edge::reflect);
                to[i] = to[w.traces / 2 + static_cast<std::size_t>(inside)];
            }
        }
    }

    /// How many columns of anchors there are; window i has those from i + window.left on.
    std::size_t columns() const { return pitch_; }
    bool has_pair(std::size_t column) const {
        const auto other = static_cast<std::ptrdiff_t>(column) + window_.across;
        return other >= 0 && other < static_cast<std::ptrdiff_t>(pitch_);
    }
    level first(std::size_t row, std::size_t column) const { return levels_[row * pitch_ + column]; }
    level second(std::size_t row, std::size_t column) const {
        return levels_[(row + window_.down) * pitch_ +
                       static_cast<std::size_t>(static_cast<std::ptrdiff_t>(column) + window_.across)];
    }

private:
    pair_window window_;
    std::size_t pitch_;
    kept_vector<level> levels_;
};

/// The matrix of one window that moves, as counts of unordered pairs, with two sums over its entries kept up to date in
/// whole numbers: they are the same wherever the window came from.
class pair_counts {
public:
    pair_counts(std::size_t levels, std::size_t pairs) : levels_(levels), counts_(levels * levels), logs_(pairs + 1) {
        for (std::size_t u = 1; u <= pairs; ++u) {
            const double count = static_cast<double>(u);
            logs_[u] = static_cast<std::int64_t>(std::llround(count * std::log(count) * one));
        }
    }

    void clear() {
        std::fill(counts_.begin(), counts_.end(), 0);
        squares_ = times_log_ = apart_ = missing_ = 0;
    }
    void add(level a, level b, std::int64_t sign) {
        if (a == missing_level || b == missing_level) {
            missing_ += sign;
            return;
        }
        std::int64_t& count =
            counts_[static_cast<std::size_t>(std::min(a, b)) * levels_ + static_cast<std::size_t>(std::max(a, b))];
        const std::int64_t before = count, weight = a == b ? 4 : 2;
        count += sign;
        squares_ += weight * (count * count - before * before);
        times_log_ += logs_[static_cast<std::size_t>(count)] - logs_[static_cast<std::size_t>(before)];
        apart_ += a == b ? 0 : sign;
    }
    bool complete() const { return missing_ == 0; }
    /// The sum of the squares of the matrix's shares, for `pairs` pairs.
    double square_sum(double pairs) const { return static_cast<double>(squares_) / (4 * pairs * pairs); }
    /// - sum p log p of the shares p.
    double entropy(double pairs) const {
        const double log_sum = static_cast<double>(times_log_) / one;
        return std::log(pairs) + (static_cast<double>(apart_) * std::log(2.0) - log_sum) / pairs;
    }

private:
    static constexpr double one = 68719476736.0;  // 2^36
    std::size_t levels_;
    std::vector<std::int64_t> counts_, logs_;  // of a pair's smaller and larger level; u log u
    std::int64_t squares_ = 0, times_log_ = 0, apart_ = 0, missing_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
