// `correlate` for lanes that do not fill registers: registers run along the rows, (cols x lanes) flattened, of images
// that are copied once with zeros around them. They are summed in the order of `correlate`.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/direct/correlate_tile.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

/// An axis with room around it for the windows of all its phases.
struct padded_axis {
    std::size_t before = 0, length;

    static padded_axis unpadded(std::size_t length) { return padded_axis(length); }

    /// For `large` cells and `out` positions.
    padded_axis(const taps& t, std::size_t large, std::size_t out) : length(large) {
        std::ptrdiff_t begin = 0, end = static_cast<std::ptrdiff_t>(large);
        for (std::size_t phase = 0; phase < t.phases.size(); ++phase) {
            const tap_run& run = t.phases[phase];
            begin = std::min(begin, run.first);
            end = std::max(
                end, run.first + run.count +
                         t.phase_step * (static_cast<std::ptrdiff_t>(positions(t.phases.size(), phase, out)) - 1));
        }
        before = static_cast<std::size_t>(-begin);
        length = static_cast<std::size_t>(end - begin);
    }
    /// How many of `out` positions belong to a phase.
    static std::size_t positions(std::size_t phases, std::size_t phase, std::size_t out) {
        return (out + phases - 1 - phase) / phases;
    }

private:
    explicit padded_axis(std::size_t cells) : length(cells) {}
};

/// The images with zeros around them {blocks, channels, rows, cols, lanes}, and a few more at the end.
template <class T>
buffer<T> padded_images(const tensor<T>& x, const padded_axis& rows, const padded_axis& cols, std::size_t more) {
    const std::size_t line = cols.length * x.lanes(), plane = rows.length * line, own = x.cols() * x.lanes();
    const std::size_t planes = x.blocks() * x.channels();
    buffer<T> padded = make_buffer<T>(planes * plane + more);
    parallel_for(
        planes,
        [&](std::size_t i) {
            T* to = padded.get() + i * plane;
            const T* from = x.data() + i * x.rows() * own;
            std::fill_n(to, plane, T{0});
            for (std::size_t r = 0; r < x.rows(); ++r)
                std::copy_n(from + r * own, own, to + (rows.before + r) * line + cols.before * x.lanes());
        },
        plane);
    std::fill_n(padded.get() + planes * plane, more, T{0});
    return padded;
}

/// The positions of one phase: `count` rows and cols of them, of which number n lies at first + n * step.
struct phase_positions {
    struct along {
        std::size_t first, step, count;
    };
    along rows, cols;

    /// Copies elements {channels, length} of the phase's positions, laid out {rows, pitch, lanes}, from number `begin`
    /// on to as many channels of y, leaving out those beyond the columns and rows.
    template <class T>
    void store(const T* from, std::size_t channels, std::size_t length, std::size_t begin, std::size_t pitch,
               const tensor<T>& y, T* to) const {
        const std::size_t lanes = y.lanes(), y_line = y.cols() * lanes, y_plane = y.rows() * y_line;
        const std::size_t line = pitch * lanes, own = cols.count * lanes;
        std::size_t row = begin / line, within = begin % line;
        for (std::size_t e = 0; e < length && row < rows.count; ++row, within = 0) {
            const std::size_t count = within < own ? std::min(length - e, own - within) : 0;
            T* y_row = to + (rows.first + row * rows.step) * y_line;
            for (std::size_t k = 0; k < channels; ++k, y_row += y_plane) {
                const T* source = from + k * length + e;
                if (cols.step == 1) {
                    std::copy_n(source, count, y_row + within);
                } else {
                    for (std::size_t i = 0; i < count; ++i)
                        y_row[(cols.first + (within + i) / lanes * cols.step) * lanes + (within + i) % lanes] =
                            source[i];
                }
            }
            e += line - within;
        }
    }
};

/// Registers along the rows of the padded images, from one row into the next; for any number of lanes.
/// Needs phases whose neighbors meet neighboring cells.
template <class T>
void correlate_planes(const tensor<T>& x, const buffer<T>& packed, const kernel_view<T>& w, const T* bias,
                      const taps& rows, const taps& cols, tensor<T>& y) {
    constexpr std::size_t length = 2 * simd::width<T>;
    const padded_axis row_axis(rows, x.rows(), y.rows()), col_axis(cols, x.cols(), y.cols());
    const std::size_t lanes = x.lanes(), line = col_axis.length * lanes, plane = row_axis.length * line;
    const buffer<T> padded = padded_images(x, row_axis, col_axis, line + length);
    const std::size_t row_phases = rows.phases.size(), col_phases = cols.phases.size();
    const std::size_t runs =  // of the largest phase
        (padded_axis::positions(row_phases, 0, y.rows()) * line + length - 1) / length;
    const std::size_t tiles = divide_up(w.out, tile_channels), y_plane = y.rows() * y.cols() * lanes;
    parallel_for(
        x.blocks() * tiles * row_phases * col_phases * runs,
        [&](std::size_t item) {
            const std::size_t begin = item % runs * length;
            const std::size_t col_phase = (item /= runs) % col_phases, row_phase = (item /= col_phases) % row_phases;
            const std::size_t tile = (item /= row_phases) % tiles, block = item / tiles;
            const tap_run &row = rows.phases[row_phase], &col = cols.phases[col_phase];
            const phase_positions to{{row_phase, row_phases, padded_axis::positions(row_phases, row_phase, y.rows())},
                                     {col_phase, col_phases, padded_axis::positions(col_phases, col_phase, y.cols())}};
            if (begin >= to.rows.count * line) return;
            const auto first_row = static_cast<std::size_t>(row.first + static_cast<std::ptrdiff_t>(row_axis.before)),
                       first_col = static_cast<std::size_t>(col.first + static_cast<std::ptrdiff_t>(col_axis.before));
            const T* from = padded.get() + block * x.channels() * plane + first_row * line + first_col * lanes + begin;
            const std::size_t channel = tile * tile_channels, end = std::min(channel + tile_channels, w.out);
            for_each_tile(end - channel, [&](auto width, std::size_t first) {
                const std::size_t o = channel + first;
                const auto w_cell = static_cast<std::ptrdiff_t>(width),
                           w_row = static_cast<std::ptrdiff_t>(w.cols) * w_cell;
                const tile_walk walk{x.channels(),
                                     row.count,
                                     col.count,
                                     static_cast<std::ptrdiff_t>(plane),
                                     static_cast<std::ptrdiff_t>(line),
                                     static_cast<std::ptrdiff_t>(lanes),
                                     static_cast<std::ptrdiff_t>(w.rows) * w_row,
                                     rows.window_step * w_row,
                                     cols.window_step * w_cell};
                const T* weights = packed.get() + o * w.in * w.rows * w.cols + row.window * w_row + col.window * w_cell;
                alignas(64) T results[width * length];
                correlate_tile<width, 2>(from, weights, bias ? bias + o : nullptr, results, length, walk);
                to.store(results, width, length, begin, col_axis.length, y,
                         y.data() + block * y.block_size() + o * y_plane);
            });
        },
        length * tile_channels * w.in * w.rows * w.cols);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
