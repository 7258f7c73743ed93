// Where an axis has its ticks and how they are written: round steps of 1, 2, 2.5 or 5 times a power of ten, or the
// decades of a logarithmic axis.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace diapir::figure {

/// Positions in data units, ascending, and their texts.
struct ticks {
    std::vector<double> at = {};
    std::vector<std::string> labels = {};
};

namespace detail {

/// The power of ten at or below a positive number.
inline int decade(double value) {
    return static_cast<int>(std::floor(std::log10(value) + 1e-9));
}

/// A number with that many decimals and a true minus sign.
inline std::string fixed(double value, int decimals) {
    char text[512];
    std::snprintf(text, sizeof text, "%.*f", decimals, std::abs(value));
    return (value < 0 ? "\u2212" : "") + std::string(text);
}

/// A number as 2.5e−6, with that many digits after the point of the mantissa.
inline std::string scientific(double value, int digits) {
    if (value == 0) return "0";
    const int exponent = decade(std::abs(value));
    return fixed(value / std::pow(10.0, exponent), digits) + "e" + fixed(exponent, 0);
}

}  // namespace detail

/// At most `most` (2 or more) round positions inside the limits, both ends included; whole numbers only where
/// `integer`. Throws argument_error unless the limits are finite and apart.
inline ticks linear_ticks(const limits& range, std::size_t most, bool integer = false) {
    const double low = std::min(range.low, range.high), high = std::max(range.low, range.high), span = high - low;
    require(std::isfinite(span) && span > 0, "ticks: the limits must be finite and apart, got ", range.low, " and ",
            range.high);
    most = std::max<std::size_t>(most, 2);
    const double slack = 1e-9;  // of a step, so that an end that is a tick in exact arithmetic stays one
    int exponent = detail::decade(span / static_cast<double>(most)) - 1;
    for (;; ++exponent) {
        for (const double mantissa : {1.0, 2.0, 2.5, 5.0}) {
            if (integer && (exponent < 0 || (exponent == 0 && mantissa == 2.5))) continue;
            const double step = mantissa * std::pow(10.0, exponent);
            const double first = std::ceil(low / step - slack), last = std::floor(high / step + slack);
            if (last - first + 1 > static_cast<double>(most)) continue;
            ticks t;
            const int decimals = std::max(0, -exponent + (mantissa == 2.5));
            const double largest = std::max(std::abs(low), std::abs(high));
            const bool plain = decimals <= 4 && largest < 1e6;
            for (double i = first; i <= last; ++i) {
                const double value = i * step;
                t.at.push_back(value);
                const int digits =
                    value == 0 ? 0 : std::max(0, detail::decade(std::abs(value)) - exponent + (mantissa == 2.5));
                t.labels.push_back(plain ? detail::fixed(value, decimals) : detail::scientific(value, digits));
            }
            return t;
        }
    }
}

/// The powers of ten inside the limits, thinned to at most `most` (2 or more); where there are fewer than two, the
/// round positions of a linear axis. Throws argument_error unless both limits are positive, finite and apart.
inline ticks log_ticks(const limits& range, std::size_t most) {
    const double low = std::min(range.low, range.high), high = std::max(range.low, range.high);
    require(low > 0, "ticks: a logarithmic axis needs positive limits, got ", range.low, " and ", range.high);
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9)), last = detail::decade(high);
    if (last <= first) return linear_ticks(range, most);
    const int stride = 1 + (last - first) / static_cast<int>(std::max<std::size_t>(most, 2));
    ticks t;
    for (int exponent = first; exponent <= last; exponent += stride) {
        t.at.push_back(std::pow(10.0, exponent));
        const bool plain = exponent >= -3 && exponent <= 4;
        t.labels.push_back(plain ? detail::fixed(t.at.back(), std::max(0, -exponent))
                                 : "1e" + detail::fixed(exponent, 0));
    }
    return t;
}

}  // namespace diapir::figure
