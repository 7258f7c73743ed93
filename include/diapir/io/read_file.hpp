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

namespace diapir::inline DIAPIR_TARGET::io {

namespace detail {

struct close_file {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using file_handle = std::unique_ptr<std::FILE, close_file>;

/// What the system says about its last failure.
inline std::string system_message() {
    return std::error_code(errno, std::generic_category()).message();
}

}  // namespace detail

/// The bytes of a file, or its first `limit` bytes. Throws file_error when it cannot be opened or read.
inline std::string read_file(const std::filesystem::path& path,
                             std::size_t limit = std::numeric_limits<std::size_t>::max()) {
    const detail::file_handle file(std::fopen(path.string().c_str(), "rb"));
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
