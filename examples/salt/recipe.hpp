// Sets of defaults: the original project's, and those of a segmentation at the resolution of the data.
#pragma once

#include "settings.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace salt {

/// Names of the recipes.
const std::vector<std::string>& recipe_names();

/// The settings that a recipe begins with. Throws diapir::argument_error for a name that is none.
settings defaults_of(const std::string& recipe);

/// How many epochs a training has at most: those that were named, else any number within its time, else those of the
/// recipe.
std::size_t most_epochs(const settings& s);

}  // namespace salt
