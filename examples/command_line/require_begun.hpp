// No program goes on with a file that it has not begun, or leaves one that nobody will go on with.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/is_there.hpp>
#include <diapir/io/part_journal.hpp>
#include <diapir/io/partial_file.hpp>

#include <filesystem>
#include <system_error>
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

/// The names under which files grow.
inline std::vector<std::filesystem::path> growing(const std::vector<std::filesystem::path>& files) {
    std::vector<std::filesystem::path> names;
    names.reserve(files.size());
    for (const auto& file : files) names.push_back(diapir::io::partial_file::name_beside(file));
    return names;
}

/// Removes what another work had begun to grow, whose place this journal took.
inline void remove_abandoned(const diapir::io::part_journal& journal) {
    std::error_code ignored;
    for (const auto& file : journal.abandoned())
        if (file.extension() == ".partial" && std::filesystem::is_regular_file(file, ignored))
            std::filesystem::remove(file, ignored);
}

}  // namespace programs
