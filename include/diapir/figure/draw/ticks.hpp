// Where an axis has its ticks and how they are written: round steps of 1, 2, 2.5 or 5 times a power of ten, or the
// decades of a logarithmic axis.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/number_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// Positions in data units, ascending, and their texts.
struct ticks {
    std::vector<double> at = {};
    std::vector<std::string> labels = {};
};

namespace detail {

/// Whether an axis of that step has at most `most` ticks between its ends; `first` and `last` are then their numbers in
/// steps. An end that is a tick in exact arithmetic stays one.
inline bool steps_fit(const limits& ends, double step, double most, double& first, double& last) {
    const double slack = 1e-9;  // of a step
    first = std::ceil(ends.low / step - slack), last = std::floor(ends.high / step + slack);
    return last - first + 1 <= most;
}

/// The ticks number `first` to `last` of an axis whose step is `mantissa` times a power of ten.
inline ticks stepped_ticks(const limits& ends, double mantissa, int exponent, double first, double last) {
    ticks t;
    const double step = mantissa * std::pow(10.0, exponent);
    const int more = mantissa == 2.5 ? 1 : 0, decimals = std::max(0, more - exponent);
    const bool plain = decimals <= 4 && std::max(std::abs(ends.low), std::abs(ends.high)) < 1e6;
    const int count = static_cast<int>(last - first) + 1;
    for (int i = 0; i < count; ++i) {
        const double number = first + i, value = number == 0 ? 0 : number * step;
        const int digits = value == 0 ? 0 : std::max(0, decade(std::abs(value)) - exponent + more);
        t.at.push_back(std::clamp(value, ends.low, ends.high));
        t.labels.push_back(plain ? fixed(value, decimals) : scientific(value, digits));
    }
    return t;
}

}  // namespace detail

/// At most `most` (2 to 100) round positions inside the limits, both ends included; whole numbers only where `integer`.
/// Limits that coincide but for rounding are moved apart first, as those of an axis are. Throws argument_error unless
/// the limits are finite and differ.
inline ticks linear_ticks(const limits& range, std::size_t most, bool integer = false) {
    require(std::isfinite(range.low) && std::isfinite(range.high) && range.low != range.high,
            "ticks: the limits must be finite and apart, got ", range.low, " and ", range.high);
    const limits ends = apart({std::min(range.low, range.high), std::max(range.low, range.high)});
    const double count = static_cast<double>(std::clamp<std::size_t>(most, 2, 100)), span = ends.high - ends.low;
    const double share = std::isfinite(span) ? span / count : ends.high / count - ends.low / count;
    for (int exponent = detail::decade(share) - 1;; ++exponent) {
        for (const double mantissa : {1.0, 2.0, 2.5, 5.0}) {
            if (integer && (exponent < 0 || (exponent == 0 && mantissa == 2.5))) continue;
            double first, last;
            if (detail::steps_fit(ends, mantissa * std::pow(10.0, exponent), count, first, last))
                return detail::stepped_ticks(ends, mantissa, exponent, first, last);
        }
    }
}

/// The powers of ten inside the limits, thinned to at most `most` (2 to 100); where there are fewer than two, the round
/// positions of a linear axis. Throws argument_error unless both limits are positive, finite and apart.
inline ticks log_ticks(const limits& range, std::size_t most) {
    const double low = std::min(range.low, range.high), high = std::max(range.low, range.high);
    require(low > 0, "ticks: a logarithmic axis needs positive limits, got ", range.low, " and ", range.high);
    require(std::isfinite(high), "ticks: the limits must be finite and apart, got ", range.low, " and ", range.high);
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9)), last = detail::decade(high);
    if (last <= first && !(high - low < least_span)) return linear_ticks(range, most);
    const int stride = 1 + (last - first) / static_cast<int>(std::clamp<std::size_t>(most, 2, 100));
    ticks t;
    for (int exponent = first; exponent <= last; exponent += stride) {
        t.at.push_back(std::clamp(std::pow(10.0, exponent), low, high));
        const bool plain = exponent >= -3 && exponent <= 4;
        t.labels.push_back(plain ? detail::fixed(t.at.back(), std::max(0, -exponent))
                                 : "1e" + detail::fixed(exponent, 0));
    }
    return t;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
