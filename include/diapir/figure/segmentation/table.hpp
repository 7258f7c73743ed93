// Columns of numbers under names: the history of a training, metrics of each image.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace diapir::figure {

struct column {
    std::string name;
    std::vector<double> values;
};

using table = std::vector<column>;

/// The column of that name, or nullptr.
inline const column* find_column(const table& t, const std::string& name) {
    const auto found = std::find_if(t.begin(), t.end(), [&](const column& c) { return c.name == name; });
    return found == t.end() ? nullptr : &*found;
}

}  // namespace diapir::figure
