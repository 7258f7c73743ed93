// How SEG-Y files store samples: SEG-Y revision 2.0 (2017), bytes 3225-3226 of the binary header, and the order of
// bytes.
#pragma once

#include <diapir/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io::segy {

/// The values are the codes of the standard. Code 4, fixed point with gain, is obsolete and not read.
enum class sample_format {
    ibm_float = 1,
    int32 = 2,
    int16 = 3,
    ieee_float = 5,
    ieee_double = 6,
    int24 = 7,
    int8 = 8,
    int64 = 9,
    uint32 = 10,
    uint16 = 11,
    uint64 = 12,
    uint24 = 15,
    uint8 = 16
};

/// Little endian came with revision 2, and with files that some programs wrote before.
enum class byte_order { big, little };

/// The bytes of one sample; 0 for codes that are not read.
inline std::size_t bytes_of(int code) {
    constexpr std::size_t bytes[] = {0, 4, 4, 2, 0, 4, 8, 3, 1, 8, 4, 2, 8, 0, 0, 3, 1};
    return code > 0 && code < 17 ? bytes[code] : 0;
}
inline std::size_t bytes_of(sample_format format) {
    return bytes_of(static_cast<int>(format));
}

/// As people say it, such as "IBM float".
inline std::string name_of(sample_format format) {
    switch (format) {
        case sample_format::ibm_float:
            return "IBM float";
        case sample_format::ieee_float:
            return "IEEE float";
        case sample_format::ieee_double:
            return "IEEE double";
        default:
            const bool natural = static_cast<int>(format) >= 10;
            return std::to_string(8 * bytes_of(format)) + (natural ? "-bit unsigned integer" : "-bit integer");
    }
}

/// Whether samples are numbers with a fraction.
inline bool is_float(sample_format format) {
    return format == sample_format::ibm_float || format == sample_format::ieee_float ||
           format == sample_format::ieee_double;
}

/// The whole number of 1 to 8 bytes that begins at `from`, as an unsigned one.
inline std::uint64_t load_natural(const char* from, std::size_t bytes, byte_order order) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value = value << 8 | static_cast<unsigned char>(from[order == byte_order::big ? i : bytes - 1 - i]);
    return value;
}
/// The same in two's complement.
inline std::int64_t load_integer(const char* from, std::size_t bytes, byte_order order) {
    const unsigned shift = static_cast<unsigned>(64 - 8 * bytes);
    return static_cast<std::int64_t>(load_natural(from, bytes, order) << shift) >> shift;
}
/// What a scalar of a trace header makes of the numbers that it is for: it multiplies, or, where it is negative,
/// divides them; 0 stands for 1.
inline double factor_of(std::int64_t scalar) {
    const auto number = static_cast<double>(scalar);
    return scalar > 0 ? number : scalar < 0 ? -1 / number : 1;
}
inline void store_integer(std::int64_t value, std::size_t bytes, byte_order order, char* to) {
    for (std::size_t i = 0; i < bytes; ++i)
        to[order == byte_order::big ? bytes - 1 - i : i] =
            static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 255);
}

}  // namespace diapir::inline DIAPIR_TARGET::io::segy
