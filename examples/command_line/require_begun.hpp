// No program goes on with a file that it has not begun.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/partial_file.hpp>

#include <filesystem>
#include <vector>

namespace programs {

/// Throws file_error where one of some files is growing, as io::partial_file has them, and the journal of the work that
/// writes them is not there.
inline void require_begun(const std::filesystem::path& journal, const std::vector<std::filesystem::path>& files) {
    if (diapir::io::is_there(journal)) return;
    for (const auto& file : files) {
        const auto growing = diapir::io::partial_file::name_beside(file);
        diapir::require<diapir::file_error>(!diapir::io::is_there(growing), growing.string(),
                                            ": is of no work that was begun; move it away, or choose another --out");
    }
}

}  // namespace programs
