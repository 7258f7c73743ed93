// PNG files put together by hand from the PNG specification, for the kinds that the library does not write: palettes,
// transparent colors, samples of fewer than 8 bits.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

struct png_kind {
    int bits = 8;
    int type = 0;              ///< 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA
    std::string palette = {};  ///< three bytes a color
    std::string transparent = {};
};

inline std::string big_endian(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

inline std::string png_chunk(const std::string& name, const std::string& data) {
    std::uint32_t crc = ~0u;
    for (const char c : name + data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0u);
    }
    return big_endian(static_cast<std::uint32_t>(data.size())) + name + data + big_endian(~crc);
}

/// A file of the samples {rows, cols * samples a pixel}, whose bytes are deflated without compression.
inline std::string png_bytes(const png_kind& kind, std::size_t cols, const std::vector<std::vector<int>>& rows) {
    std::string raw;
    for (const auto& row : rows) {
        raw += '\0';  // no filter
        int filled = 0, byte = 0;
        for (const int sample : row) {
            if (kind.bits == 16) raw += static_cast<char>(sample >> 8);
            byte = byte << (kind.bits % 16) | (kind.bits == 16 ? sample & 255 : sample);
            filled += kind.bits == 16 ? 8 : kind.bits;
            if (filled < 8) continue;
            raw += static_cast<char>(byte);
            filled = byte = 0;
        }
        if (filled > 0) raw += static_cast<char>(byte << (8 - filled));
    }
    std::uint32_t a = 1, b = 0;
    for (const char c : raw) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    const auto size = static_cast<unsigned>(raw.size());
    const std::string length{static_cast<char>(size), static_cast<char>(size >> 8), static_cast<char>(~size),
                             static_cast<char>(~size >> 8)};
    const std::string header = big_endian(static_cast<std::uint32_t>(cols)) +
                               big_endian(static_cast<std::uint32_t>(rows.size())) + static_cast<char>(kind.bits) +
                               static_cast<char>(kind.type) + std::string(3, '\0');
    std::string file = "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header);
    if (!kind.palette.empty()) file += png_chunk("PLTE", kind.palette);
    if (!kind.transparent.empty()) file += png_chunk("tRNS", kind.transparent);
    return file + png_chunk("IDAT", "\x78\x01\x01" + length + raw + big_endian(b << 16 | a)) + png_chunk("IEND", "");
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
