// An axis of a convolution by Fourier transforms: its taps without strides, and the tiles that it falls into.
//
// An image is cut into tiles of N x N cells that overlap (overlap-save: Oppenheim and Schafer, Discrete-time signal
// processing), N = 8 or 16. The larger image of a strided convolution falls into stride x stride phases, each an image
// of its own.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// An axis of a correlation without strides between the phases of two images: position q of `to` gathers the cells q +
/// first, ..., q + first + span - 1 of `from`.
struct spectral_axis {
    std::size_t from, to;                ///< cells of the images
    std::size_t from_phases, to_phases;  ///< of which one is the stride
    std::ptrdiff_t first;
    std::size_t span;
    std::ptrdiff_t window, window_step;  ///< tap u of phase a is cell window + a + u * window_step of the kernel
    std::size_t size;                    ///< cells of the kernel

    /// From the large axis to the small one: window cell k of position p is cell p + t of phase a of the large axis, k
    /// = t * stride + a + before.
    static spectral_axis forward(const window_axis& axis) {
        const auto stride = static_cast<std::ptrdiff_t>(axis.stride), before = static_cast<std::ptrdiff_t>(axis.before);
        const auto lowest = -static_cast<std::ptrdiff_t>((axis.stride - 1 + axis.before) / axis.stride),
                   highest = static_cast<std::ptrdiff_t>((axis.size - 1 - axis.before) / axis.stride);
        const auto span = static_cast<std::size_t>(highest - lowest + 1);
        return {axis.large, axis.small, axis.stride, 1, lowest, span, lowest * stride + before, stride, axis.size};
    }
    /// From the small axis to the large one: the same taps, the last one first.
    static spectral_axis adjoint(const window_axis& axis) {
        const spectral_axis f = forward(axis);
        const auto last = static_cast<std::ptrdiff_t>(f.span) - 1;
        return {f.to,
                f.from,
                f.to_phases,
                f.from_phases,
                -(f.first + last),
                f.span,
                f.window + last * f.window_step,
                -f.window_step,
                f.size};
    }

    /// Whether the taps are the same cells of the kernel, whatever the images.
    bool has_taps_of(const spectral_axis& other) const {
        return from_phases == other.from_phases && to_phases == other.to_phases && span == other.span &&
               window == other.window && window_step == other.window_step && size == other.size;
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
    std::size_t tiles(std::size_t n) const { return divide_up(positions(), per_tile(n)); }
    /// The kernel's cell of tap u in a phase, or `size` where it has none.
    std::size_t cell(std::size_t phase, std::size_t u) const {
        const std::ptrdiff_t k =
            window + static_cast<std::ptrdiff_t>(phase) + static_cast<std::ptrdiff_t>(u) * window_step;
        return k < 0 ? size : std::min(static_cast<std::size_t>(k), size);
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

}  // namespace detail
}  // namespace diapir::inline DIAPIR_TARGET::kernels
