// Folders to write to.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>

#include <filesystem>
#include <system_error>

namespace diapir::inline DIAPIR_TARGET::io {

/// Makes a folder, and those above it, where they are not there. Throws file_error where that fails.
inline void make_folder(const std::filesystem::path& folder) {
    detail::require_name(folder, "made");
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    require<file_error>(!failure, folder.string(), ": cannot be made: ", failure.message());
}

}  // namespace diapir::inline DIAPIR_TARGET::io
