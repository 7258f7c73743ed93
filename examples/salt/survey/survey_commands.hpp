// The command line of what works with surveys.
#pragma once

#include "survey_settings.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace salt {

/// Adds the commands with their options. Parsing fills the settings, and `chosen` with what is to be done.
void describe_survey_commands(CLI::App& app, survey_settings& s, std::function<bool()>& chosen);

}  // namespace salt
