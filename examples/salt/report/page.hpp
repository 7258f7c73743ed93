// The report as one HTML file that needs nothing else.
#pragma once

#include "contribution_summary.hpp"
#include "material.hpp"

#include <string>

namespace salt {

std::string page_of(const material& m, const contribution_summary& s);

/// The beginning of a page with its style, up to the opening of its body.
std::string page_head(const std::string& title);

}  // namespace salt
