// What convolution by Fourier transforms and its kernel gradient share: how an axis falls into tiles, the tiles of a
// batch as signals of a register each, and the product of their spectra.
//
// An image is cut into tiles of N x N cells that overlap (overlap-save: Oppenheim and Schafer, Discrete-time signal
// processing), N = 8 or 16. Between the spectra of tiles and kernel a convolution is a product, so that what remains
// is, for every frequency, a matrix {to, from} times {from, tiles}. The larger image of a strided convolution falls
// into stride x stride phases, each an image of its own.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/dft.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace diapir::kernels {

/// An axis of a correlation without strides between the phases of two images: position q of `to` gathers the cells q +
/// first, ..., q + first + span - 1 of `from`.
struct spectral_axis {
    std::size_t from, to;                ///< cells of the images
    std::size_t from_phases, to_phases;  ///< of which one is the stride
    std::ptrdiff_t first;
    std::size_t span;
    std::ptrdiff_t window, window_step;  ///< tap u of phase a is cell window + a + u * window_step of the kernel
    std::size_t size;                    ///< cells of the kernel

    /// From the large axis to the small one.
    static spectral_axis forward(const window_axis& axis) {
        const auto [lowest, highest] = taps_of(axis);
        const auto stride = static_cast<std::ptrdiff_t>(axis.stride);
        return {axis.large,
                axis.small,
                axis.stride,
                1,
                lowest,
                static_cast<std::size_t>(highest - lowest + 1),
                lowest * stride + static_cast<std::ptrdiff_t>(axis.before),
                stride,
                axis.size};
    }
    /// From the small axis to the large one.
    static spectral_axis adjoint(const window_axis& axis) {
        const auto [lowest, highest] = taps_of(axis);
        const auto stride = static_cast<std::ptrdiff_t>(axis.stride);
        return {axis.small,
                axis.large,
                1,
                axis.stride,
                -highest,
                static_cast<std::size_t>(highest - lowest + 1),
                highest * stride + static_cast<std::ptrdiff_t>(axis.before),
                -stride,
                axis.size};
    }

    std::size_t phases() const { return from_phases * to_phases; }
    /// How many of `cells` belong to a phase.
    static std::size_t length(std::size_t cells, std::size_t phases, std::size_t phase) {
        return (cells + phases - 1 - phase) / phases;
    }
    std::size_t positions() const { return length(to, to_phases, 0); }

    /// The positions that a tile of n cells gives; 0 where the kernel is too large for it.
    std::size_t per_tile(std::size_t n) const {
        // A single tile may be longer than n where what lies beyond is, like its beginning, outside the image.
        const std::size_t outside = first < 0 ? static_cast<std::size_t>(-first) : 0;
        if (positions() <= n && positions() + span <= n + 1 + outside && span <= n &&
            static_cast<std::ptrdiff_t>(length(from, from_phases, 0)) <= static_cast<std::ptrdiff_t>(n) + first)
            return positions();
        return n < span ? 0 : std::min(n + 1 - span, positions());
    }
    std::size_t tiles(std::size_t n) const { return (positions() + per_tile(n) - 1) / per_tile(n); }
    /// The kernel's cell of tap u in a phase, or `size` where it has none.
    std::size_t cell(std::size_t phase, std::size_t u) const {
        const std::ptrdiff_t k =
            window + static_cast<std::ptrdiff_t>(phase) + static_cast<std::ptrdiff_t>(u) * window_step;
        return k < 0 ? size : std::min(static_cast<std::size_t>(k), size);
    }

private:
    struct range {
        std::ptrdiff_t lowest, highest;
    };
    /// Window cell k of position p is cell p + t of phase a of the large axis, k = t * stride + a + before.
    static range taps_of(const window_axis& axis) {
        return {-static_cast<std::ptrdiff_t>((axis.stride - 1 + axis.before) / axis.stride),
                static_cast<std::ptrdiff_t>((axis.size - 1 - axis.before) / axis.stride)};
    }
};

namespace detail {

/// An axis of the tiles on one side: tile k begins at cell k * step + first of a phase and has `extent` cells.
struct tile_axis {
    std::size_t cells, phases, step, count;
    std::ptrdiff_t first;
    std::size_t extent;

    static tile_axis from(const spectral_axis& a, std::size_t n) {
        return {a.from, a.from_phases, a.per_tile(n), a.tiles(n), a.first, n};
    }
    static tile_axis to(const spectral_axis& a, std::size_t n) {
        return {a.to, a.to_phases, a.per_tile(n), a.tiles(n), 0, a.per_tile(n)};
    }
    std::ptrdiff_t begin(std::size_t tile) const { return static_cast<std::ptrdiff_t>(tile * step) + first; }
    /// The cells of a tile that lie in the image: cell_begin up to cell_end.
    std::size_t cell_begin(std::size_t tile) const {
        return static_cast<std::size_t>(std::max<std::ptrdiff_t>(-begin(tile), 0));
    }
    std::size_t cell_end(std::size_t tile, std::size_t phase) const {
        const auto length = static_cast<std::ptrdiff_t>(spectral_axis::length(cells, phases, phase));
        return static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(length - begin(tile), static_cast<std::ptrdiff_t>(cell_begin(tile)),
                                       static_cast<std::ptrdiff_t>(std::max(extent, cell_begin(tile)))));
    }
};

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
    std::size_t signals() const { return (strands() + width - 1) / width; }
    std::size_t channel_of(std::size_t plane) const { return plane % channels_; }

    /// Calls f with the cells of a plane of a signal; a copy where the lanes are of several tiles.
    template <class F>
    void read(const T* data, std::size_t signal, std::size_t plane, const F& f) const {
        if (full()) return f(cells(data, signal * width, plane));
        alignas(64) T strands[most_cells * width], copy[most_cells * width];
        std::fill_n(strands, pitch() * width, T{0});
        for_each_strand(signal, [&](std::size_t strand, std::size_t lane) {
            const image_cells<const T> from = cells(data, strand, plane);
            from.for_each_row([&](const T* row, std::size_t r, std::size_t c, std::size_t count) {
                copy_cells(row, from.col_step, count, strands + lane * pitch() + r * cols_.extent + c, 1);
            });
        });
        exchange(strands, pitch(), copy, width);
        f(copied<const T>(copy));
    }
    /// Calls f with the cells of a plane of a signal to be set.
    template <class F>
    void write(T* data, std::size_t signal, std::size_t plane, const F& f) const {
        if (full()) return f(cells(data, signal * width, plane));
        alignas(64) T strands[most_cells * width], copy[most_cells * width];
        f(copied<T>(copy));
        exchange(copy, width, strands, pitch());
        for_each_strand(signal, [&](std::size_t strand, std::size_t lane) {
            const image_cells<T> to = cells(data, strand, plane);
            to.for_each_row([&](T* row, std::size_t r, std::size_t c, std::size_t count) {
                copy_cells(strands + lane * pitch() + r * cols_.extent + c, 1, count, row, to.col_step);
            });
        });
    }

private:
    static constexpr std::size_t most_cells = 16 * 16;

    bool full() const { return lanes_ % width == 0; }
    /// Cells of a tile, rounded up to registers.
    std::size_t pitch() const { return (rows_.extent * cols_.extent + width - 1) / width * width; }
    /// A strand is a tile of a lane, numbered {block, tile row, tile col, lane}.
    std::size_t strands() const { return blocks_ * rows_.count * cols_.count * lanes_; }
    template <class F>
    void for_each_strand(std::size_t signal, const F& f) const {
        const std::size_t begin = signal * width, count = std::min(width, strands() - begin);
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
    /// From {strand, cell} to {cell, strand} or the other way round, whose lines lie so far apart.
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
    image_cells<E> cells(E* data, std::size_t strand, std::size_t plane) const {
        const std::size_t channel = plane % channels_, col_phase = plane / channels_ % cols_.phases,
                          row_phase = plane / channels_ / cols_.phases;
        const std::size_t lane = strand % lanes_, tile = strand / lanes_;
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

/// Spectra in the order of their slots: {slot, signal, plane, 2, width}. Slots lie an odd number of registers apart, so
/// that those of one plane do not meet in one set of the cache.
template <class T>
struct spectra {
    std::size_t signals, planes, slot_step;
    buffer<T> data;

    spectra(std::size_t slots, std::size_t signal_count, std::size_t plane_count)
        : signals(signal_count),
          planes(plane_count),
          slot_step((2 * signals * planes + 1) * simd::width<T>),
          data(make_buffer<T>(slots * slot_step)) {}
    T* at(std::size_t slot, std::size_t signal, std::size_t plane) const {
        return data.get() + slot * slot_step + (signal * planes + plane) * 2 * simd::width<T>;
    }
};

/// Which part of a kernel connects the planes `in` to `in_end` of `from` with the planes `out` to `out_end` of `to`.
struct plane_range {
    std::size_t in, in_end, out, out_end;
};

/// Calls f(tap, row, col, run) for every tap {rows.span, cols.span}, the cell of the kernel that it is, and runs of
/// planes of the same phase, for which that cell is the same. Planes are counted as tiled_batch has them, of `ins` and
/// `outs` channels.
template <class F>
void for_each_tap(const spectral_axis& rows, const spectral_axis& cols, std::size_t ins, std::size_t outs,
                  const plane_range& planes, const F& f) {
    for (std::size_t i = planes.in, i_next; i < planes.in_end; i = i_next) {
        i_next = std::min(planes.in_end, (i / ins + 1) * ins);
        for (std::size_t o = planes.out, o_next; o < planes.out_end; o = o_next) {
            o_next = std::min(planes.out_end, (o / outs + 1) * outs);
            const std::size_t phase = i / ins + o / outs;  // one of them is 0
            for (std::size_t tap = 0; tap < rows.span * cols.span; ++tap) {
                const std::size_t row = rows.cell(phase / cols.phases(), tap / cols.span),
                                  col = cols.cell(phase % cols.phases(), tap % cols.span);
                if (row < rows.size && col < cols.size) f(tap, row, col, plane_range{i, i_next, o, o_next});
            }
        }
    }
}

/// A matrix in memory: element (i, j) lies at data + i * row_step + j * col_step.
template <class T>
struct strided_matrix {
    T* data;
    std::ptrdiff_t row_step, col_step;
};

/// to = scale * from, for {rows, cols} elements.
template <class T>
void copy_scaled(const strided_matrix<const T>& from, const strided_matrix<T>& to, std::size_t rows, std::size_t cols,
                 T scale) {
    constexpr std::size_t width = simd::width<T>;
    const auto contiguous = [](const auto& m) { return m.row_step == 1 || m.col_step == 1; };
    if (rows == width && cols == width && contiguous(from) && contiguous(to)) {
        simd::pack<T> lines[width];
        const auto line = [](const auto& m, std::size_t k) {
            return m.data + static_cast<std::ptrdiff_t>(k) * (m.col_step == 1 ? m.row_step : m.col_step);
        };
        for (std::size_t k = 0; k < width; ++k) lines[k] = simd::broadcast(scale) * simd::load(line(from, k));
        if ((from.col_step == 1) != (to.col_step == 1)) simd::transpose<T>(lines);
        for (std::size_t k = 0; k < width; ++k) simd::store(line(to, k), lines[k]);
        return;
    }
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) {
            const auto r = static_cast<std::ptrdiff_t>(i), c = static_cast<std::ptrdiff_t>(j);
            to.data[r * to.row_step + c * to.col_step] = scale * from.data[r * from.row_step + c * from.col_step];
        }
}

/// How `multiply_spectra` steps through its factors.
struct product_steps {
    std::size_t count;         ///< numbers that are added up
    std::size_t weight_block;  ///< distance between blocks of as many weights as a register holds
    std::size_t sum;           ///< distance between sums
};

/// sums[o] = sum over k of x[k] conj(w[o][k]) for Outs values of o: x {count, 2, width}, w {blocks, o, 2, width}, of
/// which lane k % width of block k / width is a number; sums {o, 2, width}. Real: of two real numbers each.
template <std::size_t Outs, bool Real, class T>
void multiply_spectra(const T* x, const T* w, const product_steps& steps, T* sums) {
    using pack = simd::pack<T>;
    constexpr std::size_t width = simd::width<T>;
    pack re[Outs], im[Outs];
#pragma GCC unroll 8
    for (std::size_t o = 0; o < Outs; ++o) re[o] = simd::broadcast(T{0}), im[o] = simd::broadcast(T{0});
    for (std::size_t left = steps.count; left > 0; w += steps.weight_block) {
        const std::size_t end = std::min(left, width);
        left -= end;
        for (std::size_t k = 0; k < end; ++k, x += 2 * width) {
            const pack x_re = simd::load(x), x_im = simd::load(x + width);
#pragma GCC unroll 8
            for (std::size_t o = 0; o < Outs; ++o) {
                const pack w_re = simd::broadcast(w[o * 2 * width + k]),
                           w_im = simd::broadcast(w[o * 2 * width + width + k]);
                if constexpr (Real) {
                    re[o] = simd::fma(x_re, w_re, re[o]);
                    im[o] = simd::fma(x_im, w_im, im[o]);
                } else {
                    re[o] = simd::fma(x_im, w_im, simd::fma(x_re, w_re, re[o]));
                    im[o] = simd::fnma(x_re, w_im, simd::fma(x_im, w_re, im[o]));
                }
            }
        }
    }
#pragma GCC unroll 8
    for (std::size_t o = 0; o < Outs; ++o) {
        simd::store(sums + o * steps.sum, re[o]);
        simd::store(sums + o * steps.sum + width, im[o]);
    }
}

}  // namespace detail
}  // namespace diapir::kernels
