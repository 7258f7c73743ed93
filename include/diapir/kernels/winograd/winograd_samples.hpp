// Winograd's convolution of as many samples as a register holds: tiles of the image are evaluated at the points,
// multiplied with the values of the kernel, and added to the outputs.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/winograd/points.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

/// Tiles that are multiplied together, each in a register for every channel of a tile of output channels.
inline constexpr std::size_t group_of_tiles = 3;

/// sum of w(o, i) u(i, tile) over i, for Outs output channels and a group of Tiles tiles: u {in, Tiles, width}, w {in,
/// Outs}.
template <std::size_t Outs, std::size_t Tiles, class T>
void multiply_tiles(const T* u, const T* w, std::size_t channels, T* out, std::size_t out_step) {
    using pack = simd::pack<T>;
    pack sums[Outs][Tiles];
    for (auto& row : sums)
        for (pack& s : row) s = simd::broadcast(T{0});
    for (std::size_t i = 0; i < channels; ++i, u += Tiles * simd::width<T>, w += Outs) {
        pack values[Tiles];
#pragma GCC unroll 4
        for (std::size_t t = 0; t < Tiles; ++t) values[t] = simd::load(u + t * simd::width<T>);
#pragma GCC unroll 8
        for (std::size_t o = 0; o < Outs; ++o) {
            const pack weight = simd::broadcast(w[o]);
#pragma GCC unroll 4
            for (std::size_t t = 0; t < Tiles; ++t) sums[o][t] = simd::fma(weight, values[t], sums[o][t]);
        }
    }
    for (std::size_t o = 0; o < Outs; ++o)
        for (std::size_t t = 0; t < Tiles; ++t) simd::store(out + o * out_step + t * simd::width<T>, sums[o][t]);
}

/// The convolution of as many samples as a register holds.
template <class T>
class winograd_samples {
    static constexpr std::size_t points = winograd_points, outputs = winograd_outputs, width = simd::width<T>;
    using pack = simd::pack<T>;

public:
    /// x and y point to the first of the samples; output position p meets the cells p + first onwards.
    winograd_samples(const tensor<T>& images, const T* x, std::ptrdiff_t first_row, std::ptrdiff_t first_col,
                     const tensor<T>& results, T* y)
        : images_(images),
          results_(results),
          x_(x),
          y_(y),
          first_row_(first_row),
          first_col_(first_col),
          tile_cols_(tiles_along(results.cols())) {}

    static std::size_t tiles_along(std::size_t length) { return divide_up(length, outputs); }

    /// Computes rows of tiles `first_row` to `end_row` of the output channels of `weights`, `first_out` to `end_out`.
    void compute(const T* weights, const T* bias, std::size_t first_row, std::size_t end_row, std::size_t first_out,
                 std::size_t end_out) const {
        // As many tiles at once as leave half of the second cache to the rest.
        constexpr std::size_t cache = std::size_t{1} << 19;
        const std::size_t in = images_.channels();
        const std::size_t most = std::max<std::size_t>(3, cache / (points * in * width * sizeof(T)));
        const std::size_t cols_at_once = std::min(tile_cols_, most),
                          rows_at_once = std::min(end_row - first_row, std::max<std::size_t>(1, most / tile_cols_));
        const std::size_t tiles = rows_at_once * cols_at_once;
        const buffer<T> values = make_buffer<T>(points * in * tiles * width);
        const buffer<T> line = make_buffer<T>((cols_at_once * outputs + winograd_size - 1) * width);
        const buffer<T> products = make_buffer<T>(points * tile_channels * tiles * width);
        for (std::size_t row = first_row; row < end_row; row += rows_at_once)
            for (std::size_t col = 0; col < tile_cols_; col += cols_at_once) {
                const part_of_image part{row, std::min(row + rows_at_once, end_row), col,
                                         std::min(col + cols_at_once, tile_cols_)};
                for_each_winograd_point([&](auto point) {
                    evaluate<point>(part, line.get(), values.get());
                    const std::size_t chunks = divide_up(end_out - first_out, tile_channels);
                    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
                        const std::size_t out = first_out + chunk * tile_channels;
                        // {chunk, row point, col point, in, tile_channels}
                        const T* w = weights + (chunk * points + point) * points * in * tile_channels;
                        multiply(part, values.get(), w, products.get());
                        add_to_outputs<point>(part, products.get(), bias, out, std::min(out + tile_channels, end_out));
                    }
                });
            }
    }

private:
    /// Tiles that are computed together.
    struct part_of_image {
        std::size_t first_row, end_row, first_col, end_col;
        std::size_t rows() const { return end_row - first_row; }
        std::size_t cols() const { return end_col - first_col; }
        std::size_t tiles() const { return rows() * cols(); }
    };

    /// Values at one point along the rows: {col point, group of tiles, in, tiles of the group, width}.
    template <std::size_t Point>
    void evaluate(const part_of_image& part, T* line, T* values) const {
        const std::size_t in = images_.channels(), tiles = part.tiles();
        for (std::size_t i = 0; i < in; ++i)
            for (std::size_t row = 0; row < part.rows(); ++row) {
                evaluate_line<Point>(i, part.first_row + row, part.first_col, part.cols() * outputs + winograd_size - 1,
                                     line);
                for (std::size_t col = 0; col < part.cols(); ++col) {
                    const std::size_t tile = row * part.cols() + col, group = tile / group_of_tiles * group_of_tiles;
                    T* to = values + (group * in + i * std::min(group_of_tiles, tiles - group) + tile - group) * width;
                    std::array<pack, points> d;
                    for (std::size_t k = 0; k < points; ++k) d[k] = simd::load(line + (col * outputs + k) * width);
                    for_each_winograd_point([&](auto p) { simd::store(to + p * in * tiles * width, at_point<p>(d)); });
                }
            }
    }
    /// The values of `count` columns of channel i at a point along the rows of a tile row.
    template <std::size_t Point>
    void evaluate_line(std::size_t i, std::size_t tile_row, std::size_t tile_col, std::size_t count, T* line) const {
        const std::size_t lanes = images_.lanes(), x_line = images_.cols() * lanes;
        const T* channel = x_ + i * images_.rows() * x_line;
        const auto row = static_cast<std::ptrdiff_t>(tile_row * outputs) + first_row_,
                   col = static_cast<std::ptrdiff_t>(tile_col * outputs) + first_col_;
        const auto inside = [](std::ptrdiff_t at, std::size_t length) {
            return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at, 0, static_cast<std::ptrdiff_t>(length)));
        };
        // Columns `begin` to `end` are those of the image.
        const std::size_t begin = inside(-col, count),
                          end = std::max(begin, inside(static_cast<std::ptrdiff_t>(images_.cols()) - col, count));
        std::fill_n(line, begin * width, T{0});
        std::fill_n(line + end * width, (count - end) * width, T{0});
        const T* rows[points] = {};
        for (std::size_t k = 0; k < points; ++k) {
            const std::ptrdiff_t r = row + static_cast<std::ptrdiff_t>(k);
            if (r >= 0 && r < static_cast<std::ptrdiff_t>(images_.rows()) && begin < end)
                rows[k] = channel + static_cast<std::size_t>(r) * x_line +
                          static_cast<std::size_t>(col + static_cast<std::ptrdiff_t>(begin)) * lanes;
        }
        for (std::size_t c = begin; c < end; ++c) {
            std::array<pack, points> d;
            for (std::size_t k = 0; k < points; ++k) {
                d[k] = simd::broadcast(T{0});
                if (has_part(Point, k) && rows[k]) d[k] = simd::load(rows[k] + (c - begin) * lanes);
            }
            simd::store(line + c * width, at_point<Point>(d));
        }
    }

    /// products {col point, tile_channels, tiles, width}
    void multiply(const part_of_image& part, const T* values, const T* weights, T* products) const {
        const std::size_t in = images_.channels(), tiles = part.tiles(), step = tiles * width;
        for (std::size_t p = 0; p < points; ++p) {
            const T *u = values + p * in * step, *w = weights + p * in * tile_channels;
            T* to = products + p * tile_channels * step;
            for (std::size_t t = 0; t < tiles; t += group_of_tiles, u += group_of_tiles * in * width) {
                if (tiles - t >= group_of_tiles)
                    multiply_tiles<tile_channels, group_of_tiles>(u, w, in, to + t * width, step);
                if (tiles - t == 2) multiply_tiles<tile_channels, 2>(u, w, in, to + t * width, step);
                if (tiles - t == 1) multiply_tiles<tile_channels, 1>(u, w, in, to + t * width, step);
            }
        }
    }

    /// Adds what a point along the rows contributes; the first one sets the outputs.
    template <std::size_t Point>
    void add_to_outputs(const part_of_image& part, const T* products, const T* bias, std::size_t first_out,
                        std::size_t end_out) const {
        const std::size_t tiles = part.tiles(), lanes = results_.lanes(), y_line = results_.cols() * lanes;
        for (std::size_t out = first_out; out < end_out; ++out) {
            const pack constant = simd::broadcast(bias ? bias[out] : T{0});
            const T* from = products + (out - first_out) * tiles * width;
            T* channel = y_ + out * results_.rows() * y_line;
            for (std::size_t tile_row = part.first_row; tile_row < part.end_row; ++tile_row)
                for (std::size_t tile_col = part.first_col; tile_col < part.end_col; ++tile_col, from += width) {
                    pack m[points];
                    for (std::size_t p = 0; p < points; ++p)
                        m[p] = simd::load(from + p * tile_channels * tiles * width);
                    const pack even_1 = m[1] + m[2], odd_1 = m[1] - m[2], even_2 = m[3] + m[4], odd_2 = m[3] - m[4];
                    const std::size_t row = tile_row * outputs, col = tile_col * outputs;
                    T* to = channel + row * y_line + col * lanes;
#pragma GCC unroll 4
                    for (std::size_t s = 0; s < outputs; ++s) {
                        if (col + s >= results_.cols()) break;
                        const pack power = simd::broadcast(static_cast<T>(back_factor(3, s)));
                        pack z = simd::fma(power, s % 2 ? odd_2 : even_2, s % 2 ? odd_1 : even_1);
                        if (s == 0) z = z + m[0];
                        if (s + 1 == outputs) z = z + m[5];
#pragma GCC unroll 4
                        for (std::size_t r = 0; r < outputs; ++r) {
                            const double factor = back_factor(Point, r);
                            if (row + r >= results_.rows() || (factor == 0 && Point != 0)) continue;
                            T* cell = to + r * y_line + s * lanes;
                            const pack sum = Point == 0 ? constant : simd::load(cell);
                            simd::store(cell, simd::fma(simd::broadcast(static_cast<T>(factor)), z, sum));
                        }
                    }
                }
        }
    }

    const tensor<T>&images_, &results_;
    const T* x_;
    T* y_;
    std::ptrdiff_t first_row_, first_col_;
    std::size_t tile_cols_;
};

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
