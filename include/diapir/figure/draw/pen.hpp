// How lines, areas and texts are drawn.
#pragma once

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
