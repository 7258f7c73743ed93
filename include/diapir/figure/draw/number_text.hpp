// Numbers as the texts of a figure write them, whatever the locale: with a true minus sign, and "undefined" for NaN.
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::figure {

namespace detail {

/// The power of ten at or below a positive number.
inline int decade(double value) {
    return static_cast<int>(std::floor(std::log10(value) + 1e-9));
}

/// What is written instead of digits; empty for a finite number.
inline std::string not_finite_text(double value) {
    if (std::isnan(value)) return "undefined";
    if (std::isinf(value)) return value < 0 ? "\u2212\u221e" : "\u221e";
    return {};
}

/// A number as std::to_chars writes it with that many digits after the point (300 at the most) and a true minus sign.
inline std::string digits_of(double value, std::chars_format format, int decimals) {
    if (!std::isfinite(value)) return not_finite_text(value);
    char text[640];  // the longest: 309 digits, a point and 300 decimals
    char* const end =
        std::to_chars(text, text + sizeof text, std::abs(value), format, std::clamp(decimals, 0, 300)).ptr;
    const std::string digits(text, end);
    const bool zero = digits.find_first_of("123456789") == digits.npos;  // nothing is less than that
    return (value < 0 && !zero ? "\u2212" : "") + digits;
}

/// A number with that many decimals.
inline std::string fixed(double value, int decimals) {
    return digits_of(value, std::chars_format::fixed, decimals);
}

/// Without zeros at its end, nor a point there.
inline std::string without_zeros(std::string digits) {
    if (digits.find('.') == digits.npos) return digits;
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits;
}

/// A number as 2.5e−6, with that many digits after the point of the mantissa, or as 2e5 where `shortest` and these are
/// zeros.
inline std::string scientific(double value, int decimals, bool shortest = false) {
    const std::string text = digits_of(value, std::chars_format::scientific, decimals);
    const std::size_t e = text.find('e');
    if (value == 0 || e == text.npos) return value == 0 ? "0" : text;
    const std::string mantissa = text.substr(0, e);
    return (shortest ? without_zeros(mantissa) : mantissa) + "e" + fixed(std::stoi(text.substr(e + 1)), 0);
}

}  // namespace detail

/// A whole number.
template <std::integral I>
std::string number_text(I value) {
    return value < I{0} ? "\u2212" + std::to_string(value).substr(1) : std::to_string(value);
}

/// A number with that many significant digits, without trailing zeros: 0.0123, 22.5, 1250, 3e−6.
inline std::string number_text(double value, int digits = 3) {
    if (!std::isfinite(value)) return detail::not_finite_text(value);
    if (value == 0) return "0";
    const int exponent = detail::decade(std::abs(value));
    return exponent >= -4 && exponent < 6 ? detail::without_zeros(detail::fixed(value, digits - 1 - exponent))
                                          : detail::scientific(value, digits - 1, true);
}

/// How numbers up to `largest` are written side by side so that their sums can be followed: all with the decimals that
/// give the largest of them that many digits.
class number_format {
public:
    explicit number_format(double largest, int digits = 3) : digits_(digits) {
        if (largest > 0 && std::isfinite(largest)) exponent_ = detail::decade(largest);
    }
    std::string operator()(double value) const {
        return exponent_ < -4 || exponent_ > 5 ? number_text(value, digits_)
                                               : detail::fixed(value, std::max(0, digits_ - 1 - exponent_));
    }
    /// With its sign, unless it is written as zero or undefined.
    std::string with_sign(double value) const {
        if (is_zero(value)) return (*this)(std::abs(value));
        return (value > 0 ? "+" : "") + (*this)(value);
    }
    /// Whether a number has no digit but zeros.
    bool is_zero(double value) const {
        return std::isfinite(value) && (*this)(value).find_first_of("123456789") == std::string::npos;
    }

private:
    int digits_, exponent_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
