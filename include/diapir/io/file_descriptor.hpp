// An open file of the system (POSIX), which is closed when its owner ends.
#pragma once

#include <diapir/core/target.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::io {

/// Owns the number by which a file is open. Programs that are started meanwhile do not get it. What fails says so by
/// its result, and `errno` tells why; what a signal interrupts is taken up again.
class file_descriptor {
public:
    /// Opens a file with the flags of open(2). One that is made thereby may be read and written by all whom the umask
    /// of the process lets do so.
    file_descriptor(const std::filesystem::path& path, int flags)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
    /// No file.
    file_descriptor() = default;
    file_descriptor(file_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    file_descriptor& operator=(file_descriptor&& other) noexcept {
        file_descriptor taken(std::move(other));
        std::swap(number_, taken.number_);
        return *this;
    }
    ~file_descriptor() { close(); }

    /// False where it could not be opened, is closed or was moved from.
    bool is_open() const { return number_ >= 0; }
    /// The number by which the system knows it, negative where it is not open.
    int number() const { return number_; }
    /// The size of the file now, in bytes.
    std::optional<std::size_t> size() const {
        struct ::stat status;
        if (::fstat(number_, &status) != 0) return std::nullopt;
        return static_cast<std::size_t>(status.st_size);
    }
    /// How many of the `count` bytes from byte `first` on were read: fewer where the file ends before.
    std::optional<std::size_t> read_at(std::size_t first, char* to, std::size_t count) const {
        std::size_t done = 0;
        while (done < count) {
            const ssize_t got = ::pread(number_, to + done, count - done, static_cast<off_t>(first + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return std::nullopt;
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }
    /// Writes all of them, from byte `first` of the file on.
    bool write_at(std::size_t first, std::string_view bytes) const {
        return written(bytes, [&](std::size_t done, std::string_view rest) {
            return ::pwrite(number_, rest.data(), rest.size(), static_cast<off_t>(first + done));
        });
    }
    /// Writes all of them where the file stands.
    bool write(std::string_view bytes) const {
        return written(bytes,
                       [&](std::size_t, std::string_view rest) { return ::write(number_, rest.data(), rest.size()); });
    }
    /// Closes the file where it is open. Where the system fails at that, what was written may be lost.
    bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

private:
    template <class Put>
    static bool written(std::string_view bytes, Put put) {
        for (std::size_t done = 0; done < bytes.size();) {
            const ssize_t count = put(done, bytes.substr(done));
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return false;
            done += static_cast<std::size_t>(count);
        }
        return true;
    }

    int number_ = -1;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
