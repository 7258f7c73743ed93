// What the options of programs take, whichever option it is. CLI11 itself wraps -1 around where whole numbers are
// counted from 0, cuts those that are too large, and takes an empty text for the name of a file.
#pragma once

#include "numbers.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

namespace programs {

/// Adds to all options of an app and its subcommands that numbers are finite, or whole and from 0 on, and that texts
/// are not empty. Call it when all options are there.
inline void check_values(CLI::App& app) {
    const auto whole = [](const std::string& text) {
        std::uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, failure] = std::from_chars(text.data(), end, value);
        return failure == std::errc() && stop == end ? std::string() : "expected a whole number from 0 on, got " + text;
    };
    const auto not_empty = [](const std::string& text) {
        return text.empty() ? "expected a text that is not empty; leave the option out for its default" : "";
    };
    for (CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        if (type.starts_with("UINT")) option->check(CLI::Validator(whole, ""));
        if (type.starts_with("FLOAT")) option->check(number("a finite number", "", [](double) { return true; }));
        if (type.starts_with("TEXT")) option->check(CLI::Validator(not_empty, ""));
    }
    for (CLI::App* step : app.get_subcommands([](CLI::App*) { return true; })) check_values(*step);
}

}  // namespace programs
