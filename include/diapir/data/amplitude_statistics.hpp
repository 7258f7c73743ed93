// Statistics of amplitudes that are seen once, piece by piece: moments, extremes and percentiles, in memory that does
// not depend on their number. Parts are merged, and any order of threads gives the same numbers.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::data {

/// Percentiles come from a histogram with bins in proportion to the amplitudes: they lie within 0.2 % of those of the
/// sorted amplitudes, and nearer where many lie in a bin.
class amplitude_statistics {
public:
    amplitude_statistics() : bins_(bin_count) {}

    void add(const float* amplitudes, std::size_t count) {
        double sum = 0;
        std::size_t finite = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const float a = amplitudes[i];
            if (!std::isfinite(a)) continue;
            ++bins_[bin_of(a)];
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
        for (std::size_t i = 0; i < bin_count; ++i) bins_[i] += other.bins_[i];
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
        double before = 0;
        for (std::size_t i = 0; i < bin_count; ++i) {
            const auto here = static_cast<double>(bins_[i]);
            if (here > 0 && rank < before + here) {
                const double low = edge(i), high = edge(i + 1), share = (rank - before + 0.5) / here;
                const double found = std::clamp(low + share * (high - low), least(), largest());
                return std::abs(found) < static_cast<double>(std::numeric_limits<float>::min()) ? 0 : found;
            }
            before += here;
        }
        return largest();
    }

private:
    static constexpr int bits = 18;
    static constexpr std::size_t bin_count = std::size_t{1} << bits;

    /// Floats as numbers in their order: the sign turned around, negative ones mirrored.
    static std::uint32_t ordered(float a) {
        const auto word = std::bit_cast<std::uint32_t>(a == 0 ? 0.0f : a);
        return word >> 31 ? ~word : word | 0x80000000u;
    }
    static std::size_t bin_of(float a) { return ordered(a) >> (32 - bits); }
    /// The lower edge of a bin; that of zero is zero, so that the many zeros of surveys stay zeros.
    static double edge(std::size_t bin) {
        const auto word = static_cast<std::uint32_t>(std::min(bin, bin_count - 1) << (32 - bits));
        const float a = std::bit_cast<float>(word >> 31 ? word & 0x7fffffffu : ~word);
        return std::isfinite(a) ? static_cast<double>(a)
                                : (a < 0 ? -1.0 : 1.0) * static_cast<double>(std::numeric_limits<float>::max());
    }
    void merge_moments(std::size_t count, double mean, double squares) {
        const auto before = static_cast<double>(count_), added = static_cast<double>(count);
        const double step = mean - mean_, share = added / (before + added);
        mean_ += step * share;
        squares_ += squares + step * step * before * share;
        count_ += count;
    }

    std::vector<std::uint64_t> bins_;
    std::size_t count_ = 0, zeros_ = 0, invalid_ = 0;
    float least_ = std::numeric_limits<float>::infinity(), largest_ = -std::numeric_limits<float>::infinity();
    double mean_ = 0, squares_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::data
