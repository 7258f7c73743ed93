// Two runs compared, as one HTML file that needs nothing else, not even a script.
#pragma once

#include "../comparison.hpp"

#include <string>
#include <string_view>

namespace salt {

/// Reads the images and the predictions of both. Throws diapir::file_error where a folder has lost them.
std::string comparison_page(const comparison& c);

/// Whether a file is such a page, by its beginning.
bool is_comparison_page(std::string_view file);

}  // namespace salt
