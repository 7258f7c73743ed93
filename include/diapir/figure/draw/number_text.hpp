// Numbers as the texts of a figure write them, with a true minus sign.
#pragma once

#include <diapir/figure/draw/ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::figure {

/// A number with that many significant digits, without trailing zeros: 0.0123, 22.5, 1250, 3e−6. NaN is "missing".
inline std::string number_text(double value, int digits = 3) {
    if (std::isnan(value)) return "missing";
    if (std::isinf(value)) return value < 0 ? "\u2212\u221e" : "\u221e";
    if (value == 0) return "0";
    const int exponent = detail::decade(std::abs(value));
    const bool plain = exponent >= -4 && exponent < 6;
    std::string text = plain ? detail::fixed(value, std::max(0, digits - 1 - exponent))
                             : detail::fixed(value / std::pow(10.0, exponent), digits - 1);
    if (text.find('.') != text.npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
    }
    return plain ? text : text + "e" + detail::fixed(exponent, 0);
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
    /// With its sign, unless it is written as zero.
    std::string with_sign(double value) const {
        if (is_zero(value)) return (*this)(std::abs(value));
        return (value < 0 ? "" : "+") + (*this)(value);
    }
    /// Whether a number has no digit but zeros.
    bool is_zero(double value) const { return (*this)(value).find_first_of("123456789") == std::string::npos; }

private:
    int digits_, exponent_ = 0;
};

}  // namespace diapir::figure
