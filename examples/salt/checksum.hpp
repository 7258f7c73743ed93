// Checksums of files, to notice that one has changed.
#pragma once

#include <diapir/core/fnv_checksum.hpp>
#include <diapir/io/positioned_file.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace salt {

using checksum = diapir::fnv_checksum;

/// The checksum of a file. Throws diapir::file_error where it cannot be read.
inline std::string checksum_of(const std::filesystem::path& path) {
    const diapir::io::positioned_file file(path);
    std::vector<char> piece(1 << 20);
    checksum sum;
    const std::size_t size = file.size();
    for (std::size_t first = 0; first < size; first += piece.size()) {
        const std::size_t count = std::min(piece.size(), size - first);
        file.read(first, count, piece.data());
        sum.add({piece.data(), count});
    }
    return sum.text();
}

}  // namespace salt
