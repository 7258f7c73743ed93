// The attributes that docs/attributes.md describes, and what it says that they cost.
#pragma once

#include <diapir/core/target.hpp>

#include <fstream>
#include <map>
#include <string>

namespace diapir::inline DIAPIR_TARGET::testing {

/// The last column of the tables after "What each shows", by the names in the first.
inline std::map<std::string, std::string> documented_costs() {
    std::ifstream page(DIAPIR_SOURCE_DIR "/docs/attributes.md");
    std::map<std::string, std::string> costs;
    bool reached = false;
    for (std::string line; std::getline(page, line);) {
        reached = reached || line == "## What each shows";
        if (!reached || line.rfind("| `", 0) != 0) continue;
        const std::string names = line.substr(0, line.find('|', 1));
        const std::size_t last = line.rfind('|', line.size() - 2) + 1;
        const std::string cost = line.substr(last, line.size() - 1 - last);
        for (std::size_t at = names.find('`'); at != std::string::npos;) {
            const std::size_t end = names.find('`', at + 1);
            costs[names.substr(at + 1, end - at - 1)] += cost;
            at = names.find('`', end + 1);
        }
    }
    return costs;
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
