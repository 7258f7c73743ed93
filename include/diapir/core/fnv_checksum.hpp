// Checksums of bytes, to notice that they have changed: FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923). They guard
// against mistakes, not against forgery.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace diapir::inline DIAPIR_TARGET {

/// Of all bytes that were added, in whatever pieces.
class fnv_checksum {
public:
    void add(std::string_view bytes) {
        for (const char byte : bytes) add_byte(static_cast<unsigned char>(byte));
    }
    /// The eight bytes of a number, the lowest first on every machine.
    void add(std::uint64_t number) {
        for (int byte = 0; byte < 8; ++byte) add_byte(number >> 8 * byte & 0xff);
    }
    /// 16 hexadecimal digits.
    std::string text() const {
        std::string digits(16, '0');
        std::uint64_t rest = state_;
        for (std::size_t i = digits.size(); i-- > 0; rest >>= 4) digits[i] = "0123456789abcdef"[rest & 15];
        return digits;
    }

private:
    void add_byte(std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001b3u; }

    std::uint64_t state_ = 0xcbf29ce484222325u;
};

/// The checksum of a text, in 16 hexadecimal digits.
inline std::string fnv_digits(std::string_view bytes) {
    fnv_checksum of_bytes;
    of_bytes.add(bytes);
    return of_bytes.text();
}

}  // namespace diapir::inline DIAPIR_TARGET
