// A lock that processes take by a file (flock of BSD and Linux). It ends with the process, however that ends.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

class file_lock {
public:
    /// Waits until nobody else has the lock, or, unless it is to wait, looks whether it can be had. The file is made
    /// where it lacks. Throws file_error where that fails.
    explicit file_lock(const std::filesystem::path& path, bool wait = true)
        : descriptor_(::open(path.string().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
        require<file_error>(descriptor_ >= 0, path.string(), ": cannot be opened: ", detail::system_message());
        int result;
        do {
            result = ::flock(descriptor_, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
        } while (result != 0 && errno == EINTR);
        held_ = result == 0;
        if (!held_ && errno != EWOULDBLOCK) {  // a file system that knows no locks: as if alone
            held_ = true;
        }
    }
    file_lock(file_lock&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), held_(std::exchange(other.held_, false)) {}
    file_lock& operator=(file_lock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        std::swap(held_, other.held_);
        return *this;
    }
    ~file_lock() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    /// Whether the lock could be had.
    bool held() const { return held_; }

private:
    int descriptor_;
    bool held_ = false;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
