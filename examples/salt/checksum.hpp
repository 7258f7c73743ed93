// Checksums of files, to notice that one has changed.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/fnv_checksum.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace salt {

using checksum = diapir::io::fnv_checksum;

/// The checksum of a file. Throws diapir::file_error where it cannot be read.
inline std::string checksum_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> piece(1 << 20);
    checksum sum;
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        sum.add({piece.data(), static_cast<std::size_t>(file.gcount())});
    }
    diapir::require<diapir::file_error>(file.eof(), path.string(), ": cannot be read");
    return sum.text();
}

}  // namespace salt
