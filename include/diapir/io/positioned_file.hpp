// An open file whose bytes are read at any place, by any number of threads at once (pread of POSIX).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

/// A file that is open for reading. It stays the same file when another takes its name.
class positioned_file {
public:
    /// Throws file_error when the file cannot be opened, and for pipes and devices.
    explicit positioned_file(const std::filesystem::path& path) : name_(path.string()) {
        detail::require_ending(path);
        descriptor_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
        require<file_error>(descriptor_ >= 0, name_, ": cannot be opened: ", detail::system_message());
    }
    positioned_file(positioned_file&& other) noexcept
        : name_(std::move(other.name_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
    positioned_file& operator=(positioned_file&& other) noexcept {
        std::swap(name_, other.name_);
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~positioned_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    /// The path by which it was opened, for messages.
    const std::string& name() const { return name_; }
    /// Its size now, in bytes.
    std::size_t size() const {
        struct ::stat status;
        const bool known = ::fstat(descriptor_, &status) == 0;
        require<file_error>(known, name_, ": cannot be read: ", detail::system_message());
        return static_cast<std::size_t>(status.st_size);
    }
    /// Reads `count` bytes from byte `first` on. Throws file_error when that fails and where the file ends before.
    void read(std::size_t first, std::size_t count, char* to) const {
        for (std::size_t done = 0; done < count;) {
            const ssize_t got = ::pread(descriptor_, to + done, count - done, static_cast<off_t>(first + done));
            if (got < 0 && errno == EINTR) continue;
            require<file_error>(got >= 0, name_, ": cannot be read: ", detail::system_message());
            require<file_error>(got > 0, name_, ": expected ", first + count,
                                " bytes, the file has become shorter: ", first + done);
            done += static_cast<std::size_t>(got);
        }
    }

private:
    std::string name_;
    int descriptor_ = -1;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
