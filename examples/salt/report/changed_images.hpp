// The images on which two runs differ the most, side by side.
#pragma once

#include "../comparison.hpp"

#include <string>

namespace salt {

std::string changed_images_section(const comparison& c);

}  // namespace salt
