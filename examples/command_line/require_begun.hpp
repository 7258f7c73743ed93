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

/// The names under which files grow.
inline std::vector<std::filesystem::path> growing(const std::vector<std::filesystem::path>& files) {
    std::vector<std::filesystem::path> names;
    names.reserve(files.size());
    for (const auto& file : files) names.push_back(diapir::io::partial_file::name_beside(file));
    return names;
}

/// Removes what has grown under a name, if it is a file.
inline void remove_growing(const std::filesystem::path& name) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(std::filesystem::symlink_status(name, ignored)))
        std::filesystem::remove(name, ignored);
}

/// Throws file_error where one of some files is growing, as io::partial_file has them, and the journal of the work that
/// writes them is not there.
inline void require_begun(const std::filesystem::path& journal, const std::vector<std::filesystem::path>& files) {
    if (diapir::io::is_there(journal)) return;
    for (const auto& name : growing(files))
        diapir::require<diapir::file_error>(!diapir::io::is_there(name), name.string(),
                                            ": is of no work that was begun; move it away, or choose another --out");
}

/// Removes what another work had begun to grow, whose place this journal took.
inline void remove_abandoned(const diapir::io::part_journal& journal) {
    for (const auto& name : journal.abandoned())
        if (name.extension() == ".partial") remove_growing(name);
}

}  // namespace programs
