// Rows of a section along a dip: what attributes compare that follow the layers instead of the samples.
#pragma once

#include <diapir/attributes/section.hpp>
#include <diapir/core/moving_sum.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

/// The dips that are tried, in samples per trace: multiples of `step` up to `most` on both sides, 0 first.
inline std::vector<double> trial_dips(double most, double step) {
    std::vector<double> dips{0};
    for (std::size_t k = 1; static_cast<double>(k) * step <= most * (1 + 1e-12); ++k) {
        dips.push_back(static_cast<double>(k) * step);
        dips.push_back(-dips.back());
    }
    return dips;
}

/// Throws argument_error, in the name of an attribute, for dips that are none, and for more than `steps` of them up to
/// the steepest.
inline void require_valid_dips(double most, double step, const char* name, double steps = 1e4) {
    require(most >= 0 && most <= 1e3 && step > 0, name,
            ": expected max_dip from 0 to 1000 and dip_step > 0, in samples per trace, got ", most, " and ", step);
    require(most / step <= steps, name, ": expected at most ", steps, " steps of dip_step up to max_dip, got ", most,
            " and ", step);
}

/// Throws argument_error, in the name of an attribute, for a window whose traces, up to `reach` from its own, the
/// steepest dip shifts so far apart that it is larger than the largest.
inline void require_sheared_window(const char* name, std::size_t samples, std::size_t traces, std::size_t reach,
                                   double most) {
    const double stretched = static_cast<double>(samples) + 2 * std::ceil(most * static_cast<double>(reach));
    require(stretched * static_cast<double>(traces) <= static_cast<double>(largest_window), name,
            ": expected a window of at most ", largest_window, " amplitudes along max_dip, got ", stretched, " x ",
            traces);
}

/// Some rows and columns of a section, times its unit factor, with reflected margins on all sides.
template <class T>
class sheared_rows {
public:
    /// For rows from `rows.first - before` to `rows.last + after - 1`, offsets up to `reach` traces and dips up to
    /// `most` samples per trace.
    sheared_rows(const section<T>& s, row_range rows, row_range columns, std::size_t before, std::size_t after,
                 std::size_t reach, double most)
        : traces_(columns.count()),
          reach_(reach),
          margin_(static_cast<std::size_t>(std::ceil(most * static_cast<double>(reach))) + 1),
          before_(before + margin_),
          pitch_(kernels::whole_registers<T>(traces_ + 2 * reach)),
          rows_((before_ + rows.count() + after + margin_) * pitch_) {
        const edge_columns seen(columns, reach, s.extents.traces);
        for (std::size_t k = 0; k * pitch_ < rows_.size(); ++k) {
            const std::ptrdiff_t source = edge_index(rows.first + k, before_, s.extents.samples, edge::reflect);
            const T* from = s.amplitudes + static_cast<std::size_t>(source) * s.extents.traces;
            T* to = rows_.data() + k * pitch_;
            for (std::size_t i = 0; i < seen.source.size(); ++i) to[i] = from[seen.source[i]] * s.unit;
        }
    }

    /// Sets to[i] to the amplitude `dip` * `offset` samples below row `row`, counted from the first less `before`, at
    /// column i + offset; in between it lies on a line between two samples.
    void take(std::size_t row, std::ptrdiff_t offset, double dip, T* to) const {
        const double shift = dip * static_cast<double>(offset), whole = std::floor(shift);
        const auto weight = static_cast<T>(shift - whole);
        const auto at = static_cast<std::ptrdiff_t>(row + margin_) + static_cast<std::ptrdiff_t>(whole);
        const T* upper = rows_.data() + static_cast<std::size_t>(at) * pitch_ +
                         static_cast<std::size_t>(static_cast<std::ptrdiff_t>(reach_) + offset);
        if (weight == 0) {
            std::copy_n(upper, traces_, to);
            return;
        }
        const auto between = [weight](const auto& a, const auto& b) {
            using V = std::remove_cvref_t<decltype(a)>;
            return V(simd::fma(V(weight), V(b - a), a));
        };
        simd::transform(traces_, to, between, upper, upper + pitch_);
    }

private:
    struct edge_columns {
        std::vector<std::size_t> source;

        edge_columns(row_range columns, std::size_t reach, std::size_t traces) : source(columns.count() + 2 * reach) {
            for (std::size_t i = 0; i < source.size(); ++i)
                source[i] = static_cast<std::size_t>(edge_index(columns.first + i, reach, traces, edge::reflect));
        }
    };

    std::size_t traces_, reach_, margin_, before_, pitch_;
    kept_vector<T> rows_;
};

/// Sums of `window` successive rows of `size` numbers, whole registers: fill(k, to) writes row `rows.first - window / 2
/// + k`; take(row, sums) gets those around row `rows.first + row`.
template <class T, class Fill, class Take>
void sum_rows(row_range rows, std::size_t window, std::size_t size, const Fill& fill, const Take& take) {
    kernels::moving_sum<T> moving(window, size, rows.first);
    kept_vector<T> sums(size);
    for (std::size_t k = 0, row = 0; row < rows.count(); ++k) {
        fill(k, moving.next());
        if (moving.push(sums.data())) take(row++, static_cast<const T*>(sums.data()));
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
