// Places on a page, in CSS pixels from the top left.
#pragma once

#include <diapir/core/target.hpp>

namespace diapir::inline DIAPIR_TARGET::figure {

struct point {
    double x = 0, y = 0;
};

/// A rectangle by its top left corner and its extents.
struct box {
    double x = 0, y = 0, width = 0, height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    point center() const { return {x + width / 2, y + height / 2}; }
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
