// What was written is on the disk, and not only in the memory of the system, before what depends on it goes on.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>

#include <cerrno>
#include <filesystem>

#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

/// Brings what was written to an open file, or the entries of a folder, to the disk; false, with errno, where the
/// system says that it could not. What cannot be flushed, such as folders of some network file systems, is taken as
/// done.
inline bool flush_open_file([[maybe_unused]] int file) {
#if __has_include(<unistd.h>)
    return ::fsync(file) == 0 || errno == EINVAL || errno == EROFS;
#else
    return true;
#endif
}

/// The same for what is not open; false where it cannot be opened, too.
inline bool flush_to_disk([[maybe_unused]] const std::filesystem::path& path) {
#if __has_include(<unistd.h>)
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool done = flush_open_file(file);
    const int failure = errno;
    ::close(file);
    errno = failure;
    return done;
#else
    return true;
#endif
}

/// The entries of the folder that a file is in; where that fails, nothing happens.
inline void flush_folder_of(const std::filesystem::path& file) {
    flush_to_disk(file.has_parent_path() ? file.parent_path() : ".");
}

}  // namespace detail

/// Brings what was written to a file, or the entries of a folder, to the disk. Throws file_error where that fails.
inline void sync_file(const std::filesystem::path& path) {
    const bool done = detail::flush_to_disk(path);
    require<file_error>(done, path.string(), ": cannot be written to the disk: ", detail::system_message());
}

}  // namespace diapir::inline DIAPIR_TARGET::io
