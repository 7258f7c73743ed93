// Labels that count from 0, of players or of regions of outputs.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::shap {

/// How many labels there are: the largest one and those below it, negative ones left out. Throws argument_error, which
/// begins with `name`, where one of them is missing or there is none.
inline std::size_t count_labels(const array<std::int64_t>& labels, const char* name) {
    std::vector<std::int64_t> found;
    std::copy_if(labels.begin(), labels.end(), std::back_inserter(found),
                 [](std::int64_t label) { return label >= 0; });
    require(!found.empty(), name, ": there is no label of 0 or above");
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    for (std::size_t label = 0; label < found.size(); ++label)
        require(found[label] == static_cast<std::int64_t>(label), name, ": nothing has the label ", label,
                ", though the largest is ", found.back());
    return found.size();
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
