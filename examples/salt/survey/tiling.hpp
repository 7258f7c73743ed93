// Overlapping tiles that cover a section, and the weights with which what a network says of them is blended: they go to
// zero at the borders of a tile, so that nothing shows where one begins.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace salt {

/// The tiles along one axis: all of one length, evenly spaced, the first at the beginning and the last at the end.
struct tiles_along {
    std::size_t side = 1;             ///< of a tile; what is beyond a shorter axis is mirrored
    std::vector<std::size_t> begins;  ///< where tiles begin
    std::vector<double> weights;      ///< of the entries of a tile: sin^2, above zero everywhere

    /// `overlap` is the share of a tile that its neighbor covers at least, below 1.
    tiles_along(std::size_t length, std::size_t tile, double overlap) : side(tile), weights(tile) {
        const double hop = std::max(1.0, std::floor(static_cast<double>(tile) * (1 - overlap)));
        const std::size_t free = length > tile ? length - tile : 0,
                          hops = static_cast<std::size_t>(std::ceil(static_cast<double>(free) / hop));
        for (std::size_t i = 0; i <= hops; ++i) begins.push_back(hops == 0 ? 0 : (i * free + hops / 2) / hops);
        for (std::size_t i = 0; i < tile; ++i) {
            const double s = std::sin(std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(tile));
            weights[i] = s * s;
        }
    }
};

/// The tiles of a section {rows, cols}, row by row.
struct tiling {
    std::size_t rows, cols;
    tiles_along down, across;

    tiling(std::size_t rows_, std::size_t cols_, std::size_t tile_rows, std::size_t tile_cols, double overlap)
        : rows(rows_), cols(cols_), down(rows_, tile_rows, overlap), across(cols_, tile_cols, overlap) {}
    std::size_t size() const { return down.begins.size() * across.begins.size(); }
    std::size_t row_of(std::size_t tile) const { return down.begins[tile / across.begins.size()]; }
    std::size_t col_of(std::size_t tile) const { return across.begins[tile % across.begins.size()]; }
};

}  // namespace salt
