// The report as one HTML file that needs nothing else.
#pragma once

#include "contribution_summary.hpp"
#include "material.hpp"

#include <string>

namespace salt {

std::string page_of(const material& m, const contribution_summary& s);

}  // namespace salt
