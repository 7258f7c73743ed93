// What the options of programs take for numbers. CLI11 itself takes NaN into every range.
#pragma once

#include <diapir/core/error.hpp>

#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdlib>
#include <string>

namespace programs {

/// The finite number that a text is; NaN where it is none.
inline double finite_number(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return !text.empty() && end == text.c_str() + text.size() && std::isfinite(number) ? number : std::nan("");
}

/// Accepts finite numbers of which `fits` is true.
template <class Fits>
CLI::Validator number(const std::string& expected, const std::string& type, const Fits& fits) {
    const auto problem = [=](const std::string& text) {
        const double number = finite_number(text);
        return !std::isnan(number) && fits(number) ? std::string() : "expected " + expected + ", got " + text;
    };
    return {problem, type};
}

inline CLI::Validator above_zero() {
    return number("a number above 0", "POSITIVE", [](double x) { return x > 0; });
}
inline CLI::Validator from_zero() {
    return number("a number of at least 0", "NONNEGATIVE", [](double x) { return x >= 0; });
}
/// Both ends belong to it.
template <class T>
CLI::Validator from_to(T low, T high) {
    const std::string ends = diapir::common::concat(low, " to ", high);
    return number("a number from " + ends, ends,
                  [=](double x) { return x >= static_cast<double>(low) && x <= static_cast<double>(high); });
}

}  // namespace programs
