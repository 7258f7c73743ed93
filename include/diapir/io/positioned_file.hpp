// An open file whose bytes are read at any place, by any number of threads at once (pread of POSIX).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io {

/// A file that is open for reading. It stays the same file when another takes its name.
class positioned_file {
public:
    /// Throws file_error when the file cannot be opened, and for pipes and devices.
    explicit positioned_file(const std::filesystem::path& path)
        : name_((detail::require_ending(path), path.string())), file_(path, O_RDONLY) {
        require<file_error>(file_.is_open(), name_, ": cannot be opened: ", detail::system_message());
    }

    /// The path by which it was opened, for messages.
    const std::string& name() const { return name_; }
    /// Its size now, in bytes.
    std::size_t size() const {
        const auto bytes = file_.size();
        require<file_error>(bytes.has_value(), name_, ": cannot be read: ", detail::system_message());
        return *bytes;
    }
    /// Reads `count` bytes from byte `first` on. Throws file_error when that fails and where the file ends before.
    void read(std::size_t first, std::size_t count, char* to) const {
        const auto got = file_.read_at(first, to, count);
        require<file_error>(got.has_value(), name_, ": cannot be read: ", detail::system_message());
        require<file_error>(*got == count, name_, ": expected ", first + count,
                            " bytes, the file has become shorter: ", first + *got);
    }

private:
    std::string name_;
    file_descriptor file_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
