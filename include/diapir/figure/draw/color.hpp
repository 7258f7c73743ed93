// The colors of a figure: a 24-bit type, the few inks that axes use, and a palette for series that readers with any
// color vision can tell apart (Okabe and Ito, Color universal design, 2008).
#pragma once

#include <diapir/core/target.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::figure {

/// A color, 8 bits a channel.
struct rgb {
    std::uint8_t r = 0, g = 0, b = 0;
    friend bool operator==(const rgb&, const rgb&) = default;
};

/// The color that 0xRRGGBB names.
constexpr rgb hex(std::uint32_t code) {
    return {static_cast<std::uint8_t>(code >> 16), static_cast<std::uint8_t>(code >> 8),
            static_cast<std::uint8_t>(code)};
}

inline constexpr rgb white = hex(0xffffff);
inline constexpr rgb ink = hex(0x222222);           ///< text
inline constexpr rgb axis_ink = hex(0x777777);      ///< frames and ticks
inline constexpr rgb grid_ink = hex(0xe6e6e6);      ///< grid lines
inline constexpr rgb not_a_number = hex(0xd8cdb8);  ///< NaN in an image: a beige that none of the color maps contains

/// The color of series number `index`; the palette repeats after eight.
constexpr rgb series_color(std::size_t index) {
    constexpr std::array<std::uint32_t, 8> palette = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7,
                                                      0xe69f00, 0x56b4e9, 0x555555, 0xb8a900};
    return hex(palette[index % palette.size()]);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
