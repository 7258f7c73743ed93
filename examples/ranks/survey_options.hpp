// Options of a command line that all programs for surveys have.
#pragma once

#include "numbers.hpp"
#include "survey_keys.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <string>

namespace programs {

inline void add_survey_keys(CLI::App& app, survey_keys& keys) {
    const auto byte = [&](const char* name, std::size_t& to, const char* what) {
        app.add_option(
               name, to,
               std::string("of a survey: first byte of ") + what + " in the trace headers, counted from 1; 0: found")
            ->capture_default_str()
            ->check(from_to(0, 237));
    };
    byte("--iline", keys.iline, "the inline number");
    byte("--xline", keys.xline, "the crossline number");
    byte("--cdpx", keys.cdpx, "the x coordinate");
    byte("--cdpy", keys.cdpy, "the y coordinate");
    app.add_flag("--by-number", keys.by_number, "take the traces of a survey as one line, by their numbers");
}

}  // namespace programs
