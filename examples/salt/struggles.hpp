// Where the model struggles, in words.
#pragma once

#include <diapir/io/json.hpp>

#include <string>
#include <vector>

namespace salt {

/// Three sentences computed from metrics.json as a whole: which images are hard, whether the boundary is, and of what
/// kind the errors are.
std::vector<std::string> where_it_struggles(const diapir::io::json& metrics);

/// The number of that name, NaN where it is not defined.
inline double value(const diapir::io::json& object, const char* name) {
    return diapir::io::as_number(object.at(name));
}

/// A share of all, such as "0.6 %" or "57 %".
std::string percent(double share);

}  // namespace salt
