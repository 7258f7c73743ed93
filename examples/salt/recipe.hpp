// Sets of defaults: the original project's, and those of a segmentation at the resolution of the data.
#pragma once

#include "settings.hpp"

#include <string>
#include <vector>

namespace salt {

/// Names of the recipes.
const std::vector<std::string>& recipe_names();

/// The settings that a recipe begins with. Throws diapir::argument_error for a name that is none.
settings defaults_of(const std::string& recipe);

}  // namespace salt
