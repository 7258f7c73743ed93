// The command line of the salt program.
#pragma once

#include "settings.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <vector>

namespace salt {

/// Adds the steps with their options. Parsing fills the settings, and `chosen` with what is to be done: it returns
/// false where it was interrupted.
void describe(CLI::App& app, settings& s, std::function<bool()>& chosen);

/// Throws diapir::argument_error where the command line of a step would not take that value of an option, or those.
void require_taken(const std::string& step, const std::string& name, const std::vector<std::string>& values);

}  // namespace salt
