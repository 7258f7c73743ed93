// Where the pixels of a changed section come from: shifts, shears and crops put together to one map, so that a section
// that undergoes all of them is interpolated once.
#pragma once

#include <diapir/core/target.hpp>

#include <cmath>

namespace diapir::inline DIAPIR_TARGET::data {

/// Pixel (row, col) of the result shows what lies at (row_at(row, col), col_at(col)) of the section, in pixels from the
/// center of the first. Traces stay traces: the column does not depend on the row.
struct warp {
    double row_origin = 0, row_step = 1, row_slope = 0;  ///< row_slope: rows from a trace to the next
    double col_origin = 0, col_step = 1;

    double row_at(double row, double col) const { return row_origin + row_step * row + row_slope * col; }
    double col_at(double col) const { return col_origin + col_step * col; }

    /// Moves the section down and to the right, by pixels.
    static warp shift(double down, double right) { return {.row_origin = -down, .col_origin = -right}; }
    /// Slides every trace along itself, `slope` pixels further down than the trace to its left; the middle one of
    /// `cols` stays. Layers get another dip.
    static warp shear(double slope, double cols) { return {.row_origin = slope * (cols - 1) / 2, .row_slope = -slope}; }
    /// Enlarges a part of the section to the size of the whole. `share` is that of its sides, (top, left) its upper
    /// left corner in pixels from that of the section.
    static warp crop(double share, double top, double left) {
        const double half = (share - 1) / 2;  // pixel 0 ends where the part does, half a pixel above its center
        return {.row_origin = top + half, .row_step = share, .col_origin = left + half, .col_step = share};
    }

    /// This change, followed by another one of its result.
    warp then(const warp& next) const {
        return {.row_origin = row_at(next.row_origin, next.col_origin),
                .row_step = row_step * next.row_step,
                .row_slope = row_step * next.row_slope + row_slope * next.col_step,
                .col_origin = col_at(next.col_origin),
                .col_step = col_step * next.col_step};
    }

    /// Whether all pixels come from pixels, none from between them.
    bool whole() const {
        return row_step == 1 && row_slope == 0 && col_step == 1 && std::floor(row_origin) == row_origin &&
               std::floor(col_origin) == col_origin;
    }
    friend bool operator==(const warp&, const warp&) = default;
};

}  // namespace diapir::inline DIAPIR_TARGET::data
