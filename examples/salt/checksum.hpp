// Checksums of files, to notice that one has changed: FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923). They guard
// against mistakes, not against forgery.
#pragma once

#include <diapir/core/error.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace salt {

class checksum {
public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) state_ = (state_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    }
    /// 16 hexadecimal digits.
    std::string text() const {
        std::string digits(16, '0');
        std::uint64_t rest = state_;
        for (std::size_t i = digits.size(); i-- > 0; rest >>= 4) digits[i] = "0123456789abcdef"[rest & 15];
        return digits;
    }

private:
    std::uint64_t state_ = 0xcbf29ce484222325u;
};

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
