// What the words of the pages mean, for those who have not met them.
#pragma once

#include <string>

namespace salt {

/// A list to unfold.
std::string words();

/// The name of a metric as a page writes it: "TGS score" of tgs_score.
std::string metric_title(const std::string& metric);

}  // namespace salt
