// Options that do nothing beside others: people are told, since they meant something by them.
#pragma once

#include "settings.hpp"

#include <string>
#include <vector>

namespace salt {

/// One line for each option that a step was given, with a value that is not the default, and that does nothing as the
/// others are: "--weight-decay 0.1 does nothing without --optimizer adamw".
std::vector<std::string> idle_options(const settings& s, const std::string& step);

/// Prints these as warnings. They are no errors, since a file of options may have them for another day.
void warn_of_idle_options(const settings& s, const std::string& step);

}  // namespace salt
