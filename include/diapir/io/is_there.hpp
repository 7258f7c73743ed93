// Whether there is a file. A system that does not say is no answer: a file that is taken for missing is soon replaced.
#pragma once

#include <diapir/core/error.hpp>

#include <filesystem>
#include <system_error>

namespace diapir::inline DIAPIR_TARGET::io {

/// Whether there is a file, a folder or anything else of that name; of a link, whether it leads to something. Throws
/// file_error where the system cannot tell, such as for a name that is too long or a disk that does not answer.
inline bool is_there(const std::filesystem::path& path) {
    std::error_code failure;
    const bool there = std::filesystem::exists(path, failure);
    require<file_error>(!failure, path.string(), ": cannot be looked for: ", failure.message());
    return there;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
