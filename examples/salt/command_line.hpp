// The command line of the salt program.
#pragma once

#include "settings.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace salt {

/// Adds the steps with their options. Parsing fills the settings, and `chosen` with what is to be done: it returns
/// false where it was interrupted.
void describe(CLI::App& app, settings& s, std::function<bool()>& chosen);

}  // namespace salt
