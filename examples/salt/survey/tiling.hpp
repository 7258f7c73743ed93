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

/// The tiles of a section {rows, cols}, row by row. They lie like bricks: every other row of them begins between those
/// above. Where one begins there is otherwise only the middle of another one, and what one tile says is rougher than
/// what several say together.
struct tiling {
    std::size_t rows, cols;
    tiles_along down, across;
    std::vector<std::size_t> tops, lefts;  ///< where each tile begins

    tiling(std::size_t rows_, std::size_t cols_, std::size_t tile_rows, std::size_t tile_cols, double overlap,
           std::size_t step)
        : rows(rows_), cols(cols_), down(rows_, tile_rows, overlap, step), across(cols_, tile_cols, overlap, step) {
        const auto& even = across.begins;
        std::vector<std::size_t> odd{even.front()};
        for (std::size_t i = 0; i + 1 < even.size(); ++i)
            if (const std::size_t hop = even[i + 1] - even[i]; hop >= 2 * step)
                odd.push_back(even[i] + hop / 2 / step * step);
        if (even.size() > 1) odd.push_back(even.back());
        const bool bricks = odd.size() > even.size();
        for (std::size_t i = 0; i < down.begins.size(); ++i)
            for (const std::size_t left : bricks&& i % 2 == 1 ? odd : even) {
                tops.push_back(down.begins[i]);
                lefts.push_back(left);
            }
    }
    std::size_t size() const { return tops.size(); }
    std::size_t row_of(std::size_t tile) const { return tops[tile]; }
    std::size_t col_of(std::size_t tile) const { return lefts[tile]; }

    /// The sum of the weights of all tiles at each pixel, {rows, cols}.
    std::vector<float> weight_sums() const {
        std::vector<float> sums(rows * cols);
        for (std::size_t tile = 0; tile < size(); ++tile)
            for (std::size_t r = 0; r < std::min(down.side, rows - tops[tile]); ++r)
                for (std::size_t c = 0; c < std::min(across.side, cols - lefts[tile]); ++c)
                    sums[(tops[tile] + r) * cols + lefts[tile] + c] +=
                        static_cast<float>(down.weights[r] * across.weights[c]);
        return sums;
    }
};

}  // namespace salt
