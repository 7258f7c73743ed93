// What the options of programs take for numbers. CLI11 itself takes NaN into every range, wraps -1 around where whole
// numbers are counted from 0, and cuts those that are too large.
#pragma once

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>

namespace programs {

/// The finite number that a text is; NaN where it is none.
inline double finite_number(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' && std::isfinite(number) ? number : std::nan("");
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

/// Adds to all options of an app and its subcommands which are numbers that these are finite, or whole and from 0 on.
/// Call it when all options are there.
inline void check_numbers(CLI::App& app) {
    const auto whole = [](const std::string& text) {
        std::uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, failure] = std::from_chars(text.data(), end, value);
        return failure == std::errc() && stop == end ? std::string() : "expected a whole number from 0 on, got " + text;
    };
    for (CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        if (type.starts_with("UINT")) option->check(CLI::Validator(whole, ""));
        if (type.starts_with("FLOAT")) option->check(number("a finite number", "", [](double) { return true; }));
    }
    for (CLI::App* step : app.get_subcommands([](CLI::App*) { return true; })) check_numbers(*step);
}

}  // namespace programs
