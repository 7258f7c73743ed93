// Overlapping tiles that cover a section, and the weights with which what a network says of them is blended: they go to
// zero at the borders of a tile, so that nothing shows where one begins. A network that pools sees a grid; tiles begin
// on one common grid, or each would see another one and what two say would be smoother than what one says.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace salt {

/// The tiles along one axis: all of one length, evenly spaced, the first at the beginning and the last at the end, or
/// less than a step beyond it.
struct tiles_along {
    std::size_t side = 1;             ///< of a tile; what is beyond the axis is mirrored
    std::vector<std::size_t> begins;  ///< where tiles begin
    std::vector<double> weights;      ///< of the entries of a tile: sin^2, above zero everywhere

    /// `overlap` is the share of a tile that its neighbor covers at least, below 1; tiles begin at multiples of `step`,
    /// the grid of the network, where that leaves the overlap.
    tiles_along(std::size_t length, std::size_t tile, double overlap, std::size_t step) : side(tile), weights(tile) {
        const auto most = static_cast<std::size_t>(static_cast<double>(tile) * (1 - overlap));
        step = std::clamp<std::size_t>(step, 1, std::max<std::size_t>(most, 1));
        const auto over = [](std::size_t n, std::size_t some) { return (n + some - 1) / some; };
        const std::size_t steps = over(length > tile ? length - tile : 0, step),
                          hops = over(steps, std::max<std::size_t>(most / step, 1));
        for (std::size_t i = 0; i <= hops; ++i) begins.push_back(hops == 0 ? 0 : (i * steps + hops / 2) / hops * step);
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

    tiling(std::size_t rows_, std::size_t cols_, std::size_t tile_rows, std::size_t tile_cols, double overlap,
           std::size_t step)
        : rows(rows_), cols(cols_), down(rows_, tile_rows, overlap, step), across(cols_, tile_cols, overlap, step) {}
    std::size_t size() const { return down.begins.size() * across.begins.size(); }
    std::size_t row_of(std::size_t tile) const { return down.begins[tile / across.begins.size()]; }
    std::size_t col_of(std::size_t tile) const { return across.begins[tile % across.begins.size()]; }
};

}  // namespace salt
