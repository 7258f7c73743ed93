// The tiles of a batch, a register of them at a time.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/spectral/dft.hpp>
#include <diapir/kernels/spectral/spectral_axis.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

/// A batch as signals: registers of which each lane is a tile of a sample. Where the samples fill registers, all lanes
/// of a signal are the same tile. A plane is a phase of a channel, numbered {row phase, col phase, channel}.
template <class T>
class tiled_batch {
    static constexpr std::size_t width = simd::width<T>;

public:
    tiled_batch(const tensor<T>& t, const tile_axis& rows, const tile_axis& cols)
        : channels_(t.channels()),
          lanes_(t.lanes()),
          block_size_(t.block_size()),
          blocks_(t.blocks()),
          rows_(rows),
          cols_(cols) {}

    std::size_t planes() const { return channels_ * rows_.phases * cols_.phases; }
    std::size_t signals() const { return divide_up(lane_tiles(), width); }
    std::size_t channel_of(std::size_t plane) const { return plane % channels_; }

    /// Calls f with the cells of a plane of a signal; a copy where the lanes are of several tiles.
    template <class F>
    void read(const T* data, std::size_t signal, std::size_t plane, const F& f) const {
        if (full()) return f(cells(data, signal * width, plane));
        alignas(64) T tiles[most_cells * width], copy[most_cells * width];
        std::fill_n(tiles, pitch() * width, T{0});
        for_each_lane_tile(signal, [&](std::size_t lane_tile, std::size_t lane) {
            const image_cells<const T> from = cells(data, lane_tile, plane);
            from.for_each_row([&](const T* row, std::size_t r, std::size_t c, std::size_t count) {
                copy_cells(row, from.col_step, count, tiles + lane * pitch() + r * cols_.extent + c, 1);
            });
        });
        exchange(tiles, pitch(), copy, width);
        f(copied<const T>(copy));
    }
    /// Calls f with the cells of a plane of a signal to be set.
    template <class F>
    void write(T* data, std::size_t signal, std::size_t plane, const F& f) const {
        if (full()) return f(cells(data, signal * width, plane));
        alignas(64) T tiles[most_cells * width], copy[most_cells * width];
        f(copied<T>(copy));
        exchange(copy, width, tiles, pitch());
        for_each_lane_tile(signal, [&](std::size_t lane_tile, std::size_t lane) {
            const image_cells<T> to = cells(data, lane_tile, plane);
            to.for_each_row([&](T* row, std::size_t r, std::size_t c, std::size_t count) {
                copy_cells(tiles + lane * pitch() + r * cols_.extent + c, 1, count, row, to.col_step);
            });
        });
    }

private:
    static constexpr std::size_t most_cells = 16 * 16;

    bool full() const { return lanes_ % width == 0; }
    /// Cells of a tile, rounded up to registers.
    std::size_t pitch() const { return divide_up(rows_.extent * cols_.extent, width) * width; }
    /// A lane tile is one tile of one sample, numbered {block, tile row, tile col, lane}.
    std::size_t lane_tiles() const { return blocks_ * rows_.count * cols_.count * lanes_; }
    template <class F>
    void for_each_lane_tile(std::size_t signal, const F& f) const {
        const std::size_t begin = signal * width, count = std::min(width, lane_tiles() - begin);
        for (std::size_t l = 0; l < count; ++l) f(begin + l, l);
    }
    /// Up to 16 cells, for which a call of memcpy would take longer.
    static void copy_cells(const T* from, std::ptrdiff_t from_step, std::size_t count, T* to, std::ptrdiff_t to_step) {
        // Two halves that may overlap.
        const auto halves = [&](auto half) {
            std::memcpy(to, from, half * sizeof(T));
            std::memcpy(to + count - half, from + count - half, half * sizeof(T));
        };
        const bool contiguous = from_step == 1 && to_step == 1;
        if (contiguous && count >= 8) return halves(std::integral_constant<std::size_t, 8>());
        if (contiguous && count >= 4) return halves(std::integral_constant<std::size_t, 4>());
        for (; count > 0; --count, from += from_step, to += to_step) *to = *from;
    }
    /// From {lane_tile, cell} to {cell, lane_tile} or the other way round, whose lines lie so far apart.
    void exchange(const T* from, std::size_t from_pitch, T* to, std::size_t to_pitch) const {
        for (std::size_t cell = 0; cell < pitch(); cell += width) {
            simd::pack<T> lines[width];
            for (std::size_t k = 0; k < width; ++k)
                lines[k] = simd::load(from + (from_pitch == width ? (cell + k) * width : k * from_pitch + cell));
            simd::transpose<T>(lines);
            for (std::size_t k = 0; k < width; ++k)
                simd::store(to + (to_pitch == width ? (cell + k) * width : k * to_pitch + cell), lines[k]);
        }
    }
    template <class E>
    image_cells<E> copied(E* copy) const {
        const auto step = static_cast<std::ptrdiff_t>(width);
        return {copy, 0, static_cast<std::ptrdiff_t>(cols_.extent) * step, step, 0, rows_.extent, 0, cols_.extent};
    }
    template <class E>
    image_cells<E> cells(E* data, std::size_t lane_tile, std::size_t plane) const {
        const std::size_t channel = plane % channels_, col_phase = plane / channels_ % cols_.phases,
                          row_phase = plane / channels_ / cols_.phases;
        const std::size_t lane = lane_tile % lanes_, tile = lane_tile / lanes_;
        const std::size_t col = tile % cols_.count, row = tile / cols_.count % rows_.count,
                          block = tile / cols_.count / rows_.count;
        const auto lanes = static_cast<std::ptrdiff_t>(lanes_), line = static_cast<std::ptrdiff_t>(cols_.cells) * lanes;
        const auto row_phases = static_cast<std::ptrdiff_t>(rows_.phases),
                   col_phases = static_cast<std::ptrdiff_t>(cols_.phases);
        const std::ptrdiff_t origin = (rows_.begin(row) * row_phases + static_cast<std::ptrdiff_t>(row_phase)) * line +
                                      (cols_.begin(col) * col_phases + static_cast<std::ptrdiff_t>(col_phase)) * lanes;
        return {data + block * block_size_ + channel * rows_.cells * cols_.cells * lanes_ + lane,
                origin,
                row_phases * line,
                col_phases * lanes,
                rows_.cell_begin(row),
                rows_.cell_end(row, row_phase),
                cols_.cell_begin(col),
                cols_.cell_end(col, col_phase)};
    }

    std::size_t channels_, lanes_, block_size_, blocks_;
    tile_axis rows_, cols_;
};

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
