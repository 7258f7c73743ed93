// Overlapping tiles that cover a section, and the weights with which what a network says of them is blended: they go to
// zero at the borders of a tile, so that nothing shows where one begins.
//
// What a network with poolings says changes most at the borders of its cells, 2, 4, ... pixels wide from the beginning
// of a tile on. Where a tile begins the one before it is in its middle and speaks alone. That place lies within its
// cells, because tiles follow one another by an odd number of pixels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

namespace salt {

/// The tiles along one axis: all of one length, evenly spaced, the first at the beginning and the last at the end.
struct tiles_along {
    std::size_t side = 1;             ///< of a tile; what is beyond a shorter axis is mirrored
    std::vector<std::size_t> begins;  ///< where tiles begin; an odd distance from each other, but for the last one
    std::vector<double> weights;      ///< of the entries of a tile: sin^2, above zero everywhere

    /// `overlap` is the share of a tile that its neighbor covers at least, below 1.
    tiles_along(std::size_t length, std::size_t tile, double overlap) : side(tile), begins{0}, weights(tile) {
        const auto odd = [](std::size_t n) { return n == 0 ? 1 : n - 1 + n % 2; };  // the next one that is not larger
        const std::size_t most = odd(static_cast<std::size_t>(static_cast<double>(tile) * (1 - overlap))),
                          free = length > tile ? length - tile : 0, hops = (free + most - 1) / most;
        const std::size_t least = odd(free / std::max<std::size_t>(hops, 1)), longer = (free - hops * least + 1) / 2;
        for (std::size_t i = 0; i < hops; ++i) {
            const bool by_two = (i + 1) * longer / hops > i * longer / hops;
            begins.push_back(std::min(begins.back() + least + (by_two ? 2 : 0), free));
        }
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

/// All of a tiling that values depend on.
inline std::string text_of(const tiling& t) {
    std::ostringstream text;
    text.precision(17);
    text << t.rows << " x " << t.cols;
    for (const tiles_along* along : {&t.down, &t.across}) {
        text << "; " << along->side << " from";
        for (const std::size_t begin : along->begins) text << ' ' << begin;
        text << " by";
        for (const double weight : along->weights) text << ' ' << weight;
    }
    return text.str();
}

}  // namespace salt
