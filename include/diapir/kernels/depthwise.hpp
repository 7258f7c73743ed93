// Depthwise convolution in the sample-last layout: channel i * multiplier + m of the result is channel i convolved with
// a kernel of its own, w {rows, cols, in, multiplier}. Registers run over columns and samples, where columns meet the
// same cells of the kernel, and all taps of an element stay in one.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/direct/kernel_gradient.hpp>
#include <diapir/kernels/sample_runs.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// Consecutive positions of an axis that meet the same cells of a window, at consecutive places.
struct position_run {
    std::size_t begin, count;
    tap_run taps;  // of the first of them
};

inline kept_vector<position_run> runs_of_positions(const taps& axis) {
    kept_vector<position_run> runs;
    for (std::size_t p = 0; p < axis.runs.size(); ++p) {
        const tap_run& t = axis.runs[p];
        if (p > 0) {
            position_run& last = runs.back();
            if (last.taps.window == t.window && last.taps.count == t.count &&
                last.taps.first + static_cast<std::ptrdiff_t>(last.count) == t.first) {
                ++last.count;
                continue;
            }
        }
        runs.push_back({p, 1, t});
    }
    return runs;
}

/// Rows and columns of taps: distances between them in the image and in the kernel.
struct tap_grid {
    std::ptrdiff_t rows, cols, row_step, col_step, weight_row_step, weight_col_step;
};

/// The sums over the taps of Registers registers from `from` on, plus those in `start`, or a value where that is null.
template <std::size_t Registers, class T>
void sum_taps(const T* from, const T* weights, const tap_grid& grid, const T* start, T value, T* to) {
    constexpr std::size_t width = simd::width<T>;
    simd::pack<T> sums[Registers];
    for (std::size_t k = 0; k < Registers; ++k) sums[k] = start ? simd::load(start + k * width) : simd::pack<T>(value);
    for (std::ptrdiff_t a = 0; a < grid.rows; ++a)
        for (std::ptrdiff_t b = 0; b < grid.cols; ++b) {
            const simd::pack<T> w(weights[a * grid.weight_row_step + b * grid.weight_col_step]);
            const T* at = from + a * grid.row_step + b * grid.col_step;
            for (std::size_t k = 0; k < Registers; ++k) sums[k] = simd::fma(w, simd::load(at + k * width), sums[k]);
        }
    for (std::size_t k = 0; k < Registers; ++k) simd::store(to + k * width, sums[k]);
}

/// The same for `count` elements.
template <class T>
void sum_taps_of_run(std::size_t count, const T* from, const T* weights, const tap_grid& grid, bool add, T value,
                     T* to) {
    constexpr std::size_t width = simd::width<T>;
    std::size_t i = 0;
    for (; i + 4 * width <= count; i += 4 * width)
        sum_taps<4>(from + i, weights, grid, add ? to + i : nullptr, value, to + i);
    for (; i + width <= count; i += width) sum_taps<1>(from + i, weights, grid, add ? to + i : nullptr, value, to + i);
    for (; i < count; ++i) {
        T sum = add ? to[i] : value;
        for (std::ptrdiff_t a = 0; a < grid.rows; ++a)
            for (std::ptrdiff_t b = 0; b < grid.cols; ++b)
                sum = simd::fma(weights[a * grid.weight_row_step + b * grid.weight_col_step],
                                from[i + static_cast<std::size_t>(a * grid.row_step + b * grid.col_step)], sum);
        to[i] = sum;
    }
}

/// Convolves single planes, forward or by the adjoint taps.
template <class T>
class plane_correlation {
public:
    plane_correlation(const taps& rows, const taps& cols, std::size_t image_cols, std::size_t kernel_cols,
                      std::size_t lanes)
        : rows_(rows),
          col_runs_(runs_of_positions(cols)),
          positions_(cols.runs.size()),
          lanes_(lanes),
          line_(image_cols * lanes),
          kernel_cols_(static_cast<std::ptrdiff_t>(kernel_cols)),
          col_step_(cols.window_step) {}

    /// Sets the plane `to`, or adds to it, from a plane and a kernel {kernel rows, kernel cols}.
    void compute(const T* from, const T* kernel, bool add, T value, T* to) const {
        for (std::size_t r = 0; r < rows_.runs.size(); ++r) {
            const tap_run& row = rows_.runs[r];
            for (const position_run& run : col_runs_) {
                const tap_run& col = run.taps;
                const tap_grid grid{row.count,
                                    col.count,
                                    static_cast<std::ptrdiff_t>(line_),
                                    static_cast<std::ptrdiff_t>(lanes_),
                                    rows_.window_step * kernel_cols_,
                                    col_step_};
                const bool any = row.count > 0 && col.count > 0;
                const T* first = any ? from + static_cast<std::size_t>(row.first) * line_ +
                                           static_cast<std::size_t>(col.first) * lanes_
                                     : from;
                const T* weights = any ? kernel + row.window * kernel_cols_ + col.window : kernel;
                sum_taps_of_run(run.count * lanes_, first, weights, grid, add, value,
                                to + (r * positions_ + run.begin) * lanes_);
            }
        }
    }

private:
    const taps& rows_;
    kept_vector<position_run> col_runs_;
    std::size_t positions_, lanes_, line_;
    std::ptrdiff_t kernel_cols_, col_step_;
};

/// The cells of one channel of a kernel {rows, cols, in, multiplier}, in their order or from the last on.
template <class T>
buffer<T> cells_of_channel(const tensor<T>& w, std::size_t channel, bool reversed) {
    const std::size_t cells = w.shape()[0] * w.shape()[1], channels = w.shape()[2] * w.shape()[3];
    buffer<T> kernel = make_buffer<T>(cells);
    for (std::size_t cell = 0; cell < cells; ++cell)
        kernel[reversed ? cells - 1 - cell : cell] = w[cell * channels + channel];
    return kernel;
}

}  // namespace detail

/// From x {blocks, in, large rows, large cols, lanes} to y {blocks, in * multiplier, small rows, small cols, lanes};
/// bias {in * multiplier} or null.
template <class T>
void depthwise(const tensor<T>& x, const tensor<T>& w, const T* bias, const window_axis& rows, const window_axis& cols,
               tensor<T>& y) {
    const taps row_taps = rows.forward(), col_taps = cols.forward();
    const detail::plane_correlation<T> planes(row_taps, col_taps, cols.large, cols.size, x.lanes());
    const std::size_t multiplier = w.shape()[3], from_plane = rows.large * cols.large * x.lanes(),
                      to_plane = rows.small * cols.small * x.lanes();
    parallel_for(
        y.blocks() * y.channels(),
        [&](std::size_t plane) {
            const std::size_t channel = plane % y.channels();
            const auto kernel = detail::cells_of_channel(w, channel, false);
            planes.compute(x.data() + plane / multiplier * from_plane, kernel.get(), false, bias ? bias[channel] : T{0},
                           y.data() + plane * to_plane);
        },
        2 * to_plane * rows.size * cols.size);
}

/// The adjoint: from x {blocks, in * multiplier, small rows, small cols, lanes} to y {blocks, in, large rows, large
/// cols, lanes}.
template <class T>
void depthwise_adjoint(const tensor<T>& x, const tensor<T>& w, const window_axis& rows, const window_axis& cols,
                       tensor<T>& y) {
    const taps row_taps = rows.adjoint(), col_taps = cols.adjoint();
    const detail::plane_correlation<T> planes(row_taps, col_taps, cols.small, cols.size, x.lanes());
    const std::size_t multiplier = w.shape()[3], from_plane = rows.small * cols.small * x.lanes(),
                      to_plane = rows.large * cols.large * x.lanes();
    parallel_for(
        y.blocks() * y.channels(),
        [&](std::size_t plane) {
            for (std::size_t m = 0; m < multiplier; ++m) {
                const std::size_t from = plane * multiplier + m;
                const auto kernel = detail::cells_of_channel(w, from % x.channels(), true);
                planes.compute(x.data() + from * from_plane, kernel.get(), m > 0, T{0}, y.data() + plane * to_plane);
            }
        },
        2 * multiplier * from_plane * rows.size * cols.size);
}

/// The gradient dw {rows, cols, in, multiplier} of <g, depthwise convolution of x with w> by w: x {blocks, in, large
/// rows, large cols, lanes}, g {blocks, in * multiplier, small rows, small cols, lanes}.
template <class T>
void depthwise_gradient(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                        tensor<T>& dw) {
    const std::size_t lanes = x.lanes(), multiplier = dw.shape()[3], channels = g.channels();
    const std::size_t at_once = cols.stride == 1 ? cols.small : 1;  // columns whose cells follow one another
    const auto product = [](const auto& a, const auto& b) { return a * b; };
    // What the row `r` of g adds to the kernel's cell in row `kr` and column `kc`.
    const auto row_sum = [&](const T* g_row, const T* x_row, std::size_t kc) {
        const detail::position_range range(cols, kc);
        double sum = 0;
        for (std::size_t p = range.begin; p < range.end; p += at_once)
            sum += sum_of_run<T>(std::min(at_once, range.end - p) * lanes, product, g_row + p * lanes,
                                 x_row + (p * cols.stride + kc - cols.before) * lanes);
        return sum;
    };
    parallel_for(
        channels * rows.size,
        [&](std::size_t item) {
            const std::size_t channel = item / rows.size, kr = item % rows.size;
            const detail::position_range range(rows, kr);
            for (std::size_t kc = 0; kc < cols.size; ++kc) {
                double sum = 0;
                for (std::size_t block = 0; block < x.blocks(); ++block)
                    for (std::size_t r = range.begin; r < range.end; ++r) {
                        const std::size_t x_plane = block * x.channels() + channel / multiplier,
                                          row = x_plane * rows.large + r * rows.stride + kr - rows.before;
                        sum += row_sum(g.data() + ((block * channels + channel) * rows.small + r) * cols.small * lanes,
                                       x.data() + row * cols.large * lanes, kc);
                    }
                dw[(kr * cols.size + kc) * channels + channel] = static_cast<T>(sum);
            }
        },
        2 * g.size() / channels * cols.size);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
