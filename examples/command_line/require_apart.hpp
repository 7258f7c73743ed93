// No program writes over what it reads.
#pragma once

#include <diapir/core/error.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace programs {

/// Throws file_error where a file to be written is one of those that are read, by whatever name. `option` says where
/// another name is given.
inline void require_apart(const std::vector<std::filesystem::path>& reads,
                          const std::vector<std::filesystem::path>& writes, const std::string& option) {
    std::error_code ignored;
    std::set<std::filesystem::path> inputs;
    for (const auto& path : reads) inputs.insert(std::filesystem::weakly_canonical(path, ignored));
    for (const auto& path : writes)
        diapir::require<diapir::file_error>(!inputs.contains(std::filesystem::weakly_canonical(path, ignored)),
                                            path.string(), ": is the input; choose another ", option);
}

}  // namespace programs
