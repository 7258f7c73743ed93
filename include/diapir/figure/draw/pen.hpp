// How lines, areas and texts are drawn.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/color.hpp>

namespace diapir::inline DIAPIR_TARGET::figure {

/// How an outline is drawn. A dash of 0 is a solid line, else the length of dashes and gaps.
struct pen {
    rgb color = ink;
    double width = 1;
    double dash = 0;
    double alpha = 1;
};

/// How an area is filled.
struct fill {
    rgb color = ink;
    double alpha = 1;
};

namespace detail {

/// Throws argument_error unless a radius or width is one that a page can have.
inline void require_length(const char* of, const char* what, double pixels) {
    require(pixels >= 0 && pixels < 32767, of, ": expected a ", what, " from 0 to 32767 pixels, got ", pixels);
}
/// Throws argument_error unless it is a share, from 0 for nothing to 1 for all of the color.
inline void require_alpha(const char* of, double alpha) {
    require(alpha >= 0 && alpha <= 1, of, ": expected an alpha from 0 to 1, got ", alpha);
}

}  // namespace detail

enum class align { left, center, right };
enum class baseline { bottom, middle, top };

/// How a line of text is set, and which point of it lies at the given position. Rotation is in degrees,
/// counter-clockwise.
struct text_style {
    double size = 11;
    bool bold = false;
    rgb color = ink;
    align horizontal = align::left;
    baseline vertical = baseline::bottom;
    double rotation = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
