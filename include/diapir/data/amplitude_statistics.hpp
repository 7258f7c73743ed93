// Statistics of amplitudes that are seen once, piece by piece: moments, extremes and percentiles, in memory that does
// not depend on their number. Parts are merged: in any order percentiles are the same, moments but for their rounding.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// Percentiles come from a histogram of at most 2^17 bins, and only where amplitudes lie is a bin: one float wide, or
/// where there are more different ones 2, 4, 8, ... floats, as few as will do. Percentiles are those of the sorted
/// amplitudes up to the width of a bin: exact of up to 2^17 different amplitudes; else within the 2^16-th part of the
/// range of the amplitudes where that is narrow against their offset, which what lies far out does not change, as it
/// takes bins for itself; and within 0.4 % of the amplitude in any case. It takes 4 MiB at most.
class amplitude_statistics {
public:
    amplitude_statistics() = default;
    amplitude_statistics(const amplitude_statistics&) = default;  // and no moves, which would leave one without bins
    amplitude_statistics& operator=(const amplitude_statistics&) = default;
    ~amplitude_statistics() = default;

    void add(const float* amplitudes, std::size_t count) {
        double sum = 0;
        std::size_t finite = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const float a = amplitudes[i];
            if (!std::isfinite(a)) continue;
            put(ordered(a), 1);
            sum += static_cast<double>(a);
            ++finite;
            least_ = std::min(least_, a);
            largest_ = std::max(largest_, a);
            zeros_ += a == 0;
        }
        invalid_ += count - finite;
        if (finite == 0) return;
        const double mean = sum / static_cast<double>(finite);
        double squares = 0;
        for (std::size_t i = 0; i < count; ++i)
            if (std::isfinite(amplitudes[i])) {
                const double step = static_cast<double>(amplitudes[i]) - mean;
                squares += step * step;
            }
        merge_moments(finite, mean, squares);
    }
    amplitude_statistics& operator+=(const amplitude_statistics& other) {
        add_bins(other);
        least_ = std::min(least_, other.least_);
        largest_ = std::max(largest_, other.largest_);
        zeros_ += other.zeros_;
        invalid_ += other.invalid_;
        if (other.count_ > 0) merge_moments(other.count_, other.mean_, other.squares_);
        return *this;
    }

    std::size_t count() const { return count_; }  ///< of finite amplitudes
    std::size_t zeros() const { return zeros_; }
    std::size_t invalid() const { return invalid_; }  ///< NaN and infinities
    double least() const { return static_cast<double>(least_); }
    double largest() const { return static_cast<double>(largest_); }
    double mean() const { return mean_; }
    double deviation() const { return count_ > 0 ? std::sqrt(squares_ / static_cast<double>(count_)) : 0; }
    double root_mean_square() const { return std::hypot(mean_, deviation()); }

    /// The amplitude below which `percent` of all lie, between neighbors linearly (NumPy's percentile). NaN without
    /// amplitudes. Throws argument_error outside of 0 to 100.
    double percentile(double percent) const {
        require(percent >= 0 && percent <= 100, "percentile: expected 0 to 100, got ", percent);
        if (count_ == 0) return std::numeric_limits<double>::quiet_NaN();
        if (percent == 0 || percent == 100) return percent == 0 ? least() : largest();
        const double rank = percent / 100 * static_cast<double>(count_ - 1);
        const auto below = static_cast<std::size_t>(rank);
        const auto [first, second] = sorted_at(below, std::min(below + 1, count_ - 1));
        return first + (rank - static_cast<double>(below)) * (second - first);
    }

private:
    static constexpr std::size_t most_bins = std::size_t{1} << 17;
    struct bin {
        std::uint32_t place;
        std::uint64_t count = 0;
    };

    /// Floats as numbers in their order: the sign turned around, negative ones mirrored.
    static std::uint32_t ordered(float a) {
        const auto word = std::bit_cast<std::uint32_t>(a == 0 ? 0.0f : a);
        return word >> 31 ? ~word : word | 0x80000000u;
    }
    /// The float that is in that place of the order; the largest for those beyond it.
    static double amplitude_of(std::uint64_t place) {
        const auto word = static_cast<std::uint32_t>(std::min<std::uint64_t>(place, 0xffffffffu));
        const float a = std::bit_cast<float>(word >> 31 ? word & 0x7fffffffu : ~word);
        return std::isfinite(a) ? static_cast<double>(a)
                                : (word >> 31 ? 1.0 : -1.0) * static_cast<double>(std::numeric_limits<float>::max());
    }
    /// Where in a table of twice as many entries as there are bins, at least, one is, or may be made.
    static bin& entry(std::vector<bin>& table, std::uint32_t place) {
        const std::size_t mask = table.size() - 1;
        std::size_t at = (std::uint64_t{place} * 0x9e3779b97f4a7c15u >> 40) & mask;
        while (table[at].count > 0 && table[at].place != place) at = (at + 1) & mask;
        return table[at];
    }
    void put(std::uint32_t place, std::uint64_t times) {
        bin* found = &entry(table_, place >> cut_bits_);
        while (found->count == 0 && 2 * (bins_ + 1) > table_.size()) {
            bins_ < most_bins ? rebuild(2 * table_.size(), 0) : rebuild(table_.size(), 1);
            found = &entry(table_, place >> cut_bits_);
        }
        bins_ += found->count == 0;
        found->place = place >> cut_bits_;
        found->count += times;
    }
    /// A table of that size of bins that cut so many more bits of a float. How many are cut in the end depends on which
    /// amplitudes there are alone, and not on the order in which they came.
    void rebuild(std::size_t size, int more_bits) {
        const std::vector<bin> before = std::exchange(table_, std::vector<bin>(size));
        cut_bits_ += more_bits;
        bins_ = 0;
        for (const bin& b : before)
            if (b.count > 0) put((b.place >> more_bits) << cut_bits_, b.count);
    }
    void add_bins(const amplitude_statistics& other) {
        if (other.cut_bits_ > cut_bits_) rebuild(table_.size(), other.cut_bits_ - cut_bits_);
        for (const bin& b : other.table_)
            if (b.count > 0) put(b.place << other.cut_bits_, b.count);
    }
    /// Two of the sorted amplitudes, `first` not after `second`; those of a bin lie evenly in it.
    std::pair<double, double> sorted_at(std::size_t first, std::size_t second) const {
        std::vector<bin> sorted;
        for (const bin& b : table_)
            if (b.count > 0) sorted.push_back(b);
        std::sort(sorted.begin(), sorted.end(), [](const bin& a, const bin& b) { return a.place < b.place; });
        double found_first = largest();
        std::size_t before = 0;
        for (const bin& b : sorted) {
            if (first >= before && first < before + b.count) found_first = within(b, first - before);
            if (second < before + b.count) return {found_first, within(b, second - before)};
            before += b.count;
        }
        return {found_first, largest()};
    }
    double within(const bin& b, std::size_t number) const {
        const double low = amplitude_of(std::uint64_t{b.place} << cut_bits_),
                     high = amplitude_of((std::uint64_t{b.place} + 1) << cut_bits_);
        if (cut_bits_ == 0) return low;
        const double share = (static_cast<double>(number) + 0.5) / static_cast<double>(b.count);
        const bool beside_zero = low == 0 || high == 0;  // most of it are zeros
        return std::clamp(beside_zero ? 0 : low + share * (high - low), least(), largest());
    }
    void merge_moments(std::size_t count, double mean, double squares) {
        const auto before = static_cast<double>(count_), added = static_cast<double>(count);
        const double step = mean - mean_, share = added / (before + added);
        mean_ += step * share;
        squares_ += squares + step * step * before * share;
        count_ += count;
    }

    std::vector<bin> table_ = std::vector<bin>(1024);  // by a hash; twice as large as there are bins, at least
    std::size_t bins_ = 0;
    int cut_bits_ = 0;  // bits of a float that its bin does not tell
    std::size_t count_ = 0, zeros_ = 0, invalid_ = 0;
    float least_ = std::numeric_limits<float>::infinity(), largest_ = -std::numeric_limits<float>::infinity();
    double mean_ = 0, squares_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::data
