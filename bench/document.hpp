// Writes what was measured into a document, between comments that stay: what a table shows is chosen there.
//   <!-- machine --> ... <!-- end -->
//   <!-- rows TOPIC[ PREFIX]: HEADING --> ... <!-- end -->
#pragma once

#include "comparisons.hpp"

#include <string>

namespace bench {

/// A table in Markdown.
std::string table_of(const nlohmann::json& rows);

/// The document with what is between its comments made anew: rows whose topic is TOPIC and whose name begins with
/// PREFIX, under HEADING; nothing where there are none. Throws std::runtime_error where a comment has no end.
std::string with_results(const std::string& document, const comparisons& all);

}  // namespace bench
