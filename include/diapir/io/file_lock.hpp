// A lock that processes take by a file (flock of BSD and Linux). It ends with the process, however that ends.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/file_descriptor.hpp>
#include <diapir/io/read_file.hpp>

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <filesystem>

namespace diapir::inline DIAPIR_TARGET::io {

class file_lock {
public:
    /// Waits until nobody else has the lock, or, unless it is to wait, looks whether it can be had. The file is made
    /// where it lacks. Throws file_error where that fails.
    explicit file_lock(const std::filesystem::path& path, bool wait = true) : file_(path, O_RDWR | O_CREAT) {
        require<file_error>(file_.is_open(), path.string(), ": cannot be opened: ", detail::system_message());
        int result;
        do {
            result = ::flock(file_.number(), wait ? LOCK_EX : LOCK_EX | LOCK_NB);
        } while (result != 0 && errno == EINTR);
        taken_ = result == 0 || errno != EWOULDBLOCK;  // or a file system that knows no locks: as if alone
    }

    /// Whether the lock could be had, and was not moved away.
    bool held() const { return taken_ && file_.is_open(); }

private:
    file_descriptor file_;
    bool taken_ = false;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
