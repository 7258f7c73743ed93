// Whole files as bytes.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <system_error>

#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

struct close_file {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using file_handle = std::unique_ptr<std::FILE, close_file>;

/// What the system says about its last failure. It must not be asked in the call that is about to fail.
inline std::string system_message() {
    return std::error_code(errno, std::generic_category()).message();
}

/// Throws file_error for what is no name: nothing, and bytes that the system would cut at a NUL.
inline void require_name(const std::filesystem::path& path, const char* done) {
    const std::string name = path.string();
    require<file_error>(!name.empty() && name.find('\0') == std::string::npos, "'", name, "': cannot be ", done,
                        ": expected a name without NUL that is not empty");
}

/// Throws file_error for devices and sockets, which have no end, and unless they will do for pipes, in which nothing
/// has a place.
inline void require_ending(const std::filesystem::path& path, bool pipes_will_do = false) {
    require_name(path, "read");
    std::error_code ignored;  // what cannot be asked cannot be opened either
    const auto type = std::filesystem::status(path, ignored).type();
    const bool pipe = type == std::filesystem::file_type::fifo;
    require<file_error>(type != std::filesystem::file_type::character && type != std::filesystem::file_type::block &&
                            type != std::filesystem::file_type::socket && (pipes_will_do || !pipe),
                        path.string(), ": cannot be read: expected a file, got a ", pipe ? "pipe" : "device");
}

/// A file to be read; null where that fails. A pipe that nobody has open to write is empty, and not waited for.
inline file_handle open_to_read(const std::filesystem::path& path) {
#if __has_include(<unistd.h>)
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    ::fcntl(descriptor, F_SETFL, 0);
    file_handle file(::fdopen(descriptor, "rb"));
    if (!file) ::close(descriptor);
    return file;
#else
    return file_handle(std::fopen(path.string().c_str(), "rb"));
#endif
}

}  // namespace detail

/// The bytes of a file or pipe, or its first `limit` bytes. Throws file_error when it cannot be opened or read.
inline std::string read_file(const std::filesystem::path& path,
                             std::size_t limit = std::numeric_limits<std::size_t>::max()) {
    detail::require_ending(path, true);
    const detail::file_handle file = detail::open_to_read(path);
    require<file_error>(file != nullptr, path.string(), ": cannot be opened: ", detail::system_message());
    std::error_code unknown_size;
    const auto size = std::filesystem::file_size(path, unknown_size);
    std::size_t capacity = unknown_size ? 65536 : static_cast<std::size_t>(size) + 1;
    std::string bytes;
    std::size_t filled = 0;
    while (filled < limit) {
        bytes.resize(std::min(limit, capacity));
        filled += std::fread(bytes.data() + filled, 1, bytes.size() - filled, file.get());
        require<file_error>(!std::ferror(file.get()), path.string(), ": cannot be read: ", detail::system_message());
        if (filled < bytes.size()) break;
        capacity *= 2;
    }
    bytes.resize(filled);
    return bytes;
}

}  // namespace diapir::inline DIAPIR_TARGET::io
