// Options of a command line that all programs for surveys have.
#pragma once

#include "file_ending.hpp"
#include "numbers.hpp"
#include "survey_keys.hpp"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

namespace programs {

inline void add_survey_keys(CLI::App& app, survey_keys& keys) {
    const auto byte = [&](const char* name, std::size_t& to, const char* what) {
        return app
            .add_option(
                name, to,
                std::string("of a survey: first byte of ") + what + " in the trace headers, counted from 1; 0: found")
            ->capture_default_str()
            ->check(from_to(0, 237));
    };
    CLI::Option* iline = byte("--iline", keys.iline, "the inline number");
    CLI::Option* xline = byte("--xline", keys.xline, "the crossline number");
    byte("--cdpx", keys.cdpx, "the x coordinate");
    byte("--cdpy", keys.cdpy, "the y coordinate");
    app.add_flag("--by-number", keys.by_number, "take the traces of a survey as one line, by their numbers")
        ->excludes(iline)
        ->excludes(xline);
}

/// Throws CLI::ValidationError where one of these options, or one of `others`, is given for a file that is no survey:
/// it would do nothing.
inline void require_survey(const CLI::App& app, const std::filesystem::path& file,
                           std::initializer_list<const char*> others = {}) {
    if (is_segy(file)) return;
    std::vector<const char*> names{"--iline", "--xline", "--cdpx", "--cdpy", "--by-number"};
    names.insert(names.end(), others);
    for (const char* name : names)
        if (app.count(name) > 0)
            throw CLI::ValidationError(name, "expected a survey, .sgy or .segy, to take lines from, got " +
                                                 file.string() + "; leave the option out");
}

}  // namespace programs
