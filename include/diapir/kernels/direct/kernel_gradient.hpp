// The gradient of a convolution with respect to its kernel, and to its bias, in the sample-last layout. For one kernel
// cell it is a matrix product over pixels and samples; a tile of it stays in registers along a run of columns.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/sample_runs.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// How a tile steps through one image: distances in elements between channels, rows and cells.
struct strides {
    std::size_t channel, row, cell;
};

/// totals[o * In + i] += the sum of g[o] x[i] over rows x cells x Vectors registers, or over rows x cells x `tail`
/// elements where Vectors is 0.
template <std::size_t Out, std::size_t In, std::size_t Vectors, class T>
inline void accumulate(const T* g, const strides& g_step, const T* x, const strides& x_step, std::size_t rows,
                       std::size_t cells, [[maybe_unused]] std::size_t tail, double* totals) {
    using pack = simd::pack<T>;
    constexpr std::size_t width = simd::width<T>;
    const auto load = [=](const T* from) {
        if constexpr (Vectors == 0) {
            return simd::load_first(from, tail);
        } else {
            return simd::load(from);
        }
    };
    pack local[Out][In];
    for (std::size_t o = 0; o < Out; ++o)
        for (std::size_t i = 0; i < In; ++i) local[o][i] = pack(T{0});
    for (std::size_t r = 0; r < rows; ++r) {
        const T *g_cell = g + r * g_step.row, *x_cell = x + r * x_step.row;
        for (std::size_t cell = 0; cell < cells; ++cell, g_cell += g_step.cell, x_cell += x_step.cell)
            for (std::size_t v = 0; v < std::max<std::size_t>(Vectors, 1); ++v) {
                pack values[In];
                for (std::size_t i = 0; i < In; ++i) {
                    values[i] = load(x_cell + i * x_step.channel + v * width);
                    simd::hold_in_register<T>(values[i]);
                }
#pragma GCC unroll 4
                for (std::size_t o = 0; o < Out; ++o) {
                    pack slope = load(g_cell + o * g_step.channel + v * width);
                    simd::hold_in_register<T>(slope);
#pragma GCC unroll 4
                    for (std::size_t i = 0; i < In; ++i) local[o][i] = simd::fma(slope, values[i], local[o][i]);
                }
            }
    }
    constexpr std::size_t count = divide_up(Out * In, width) * width;
    pack sums[count];
    for (std::size_t k = 0; k < count; ++k) sums[k] = k < Out * In ? local[k / In % Out][k % In] : pack(T{0});
    T found[count];
    simd::sum_each(sums, count, found);
    for (std::size_t k = 0; k < Out * In; ++k) totals[k] += static_cast<double>(found[k]);
}

/// The same over rows x cells x `length` elements, where the cells of a row may follow one another in both.
template <std::size_t Out, std::size_t In, class T>
inline void accumulate_cells(const T* g, strides g_step, const T* x, strides x_step, std::size_t rows,
                             std::size_t cells, std::size_t length, double* totals) {
    constexpr std::size_t width = simd::width<T>;
    if (g_step.cell == length && x_step.cell == length && length % (2 * width) != 0) {  // one run is as good
        length *= std::exchange(cells, 1);
        const std::size_t whole = length / width;
        g_step.cell = x_step.cell = width;
        if (whole > 0) accumulate<Out, In, 1>(g, g_step, x, x_step, rows, whole, 0, totals);
        if (length % width)
            accumulate<Out, In, 0>(g + whole * width, g_step, x + whole * width, x_step, rows, 1, length % width,
                                   totals);
        return;
    }
    std::size_t l = 0;
    const auto take = [&](auto vectors) {
        for (; l + vectors * width <= length; l += vectors * width)
            accumulate<Out, In, vectors>(g + l, g_step, x + l, x_step, rows, cells, 0, totals);
    };
    take(std::integral_constant<std::size_t, 4>());
    take(std::integral_constant<std::size_t, 2>());
    take(std::integral_constant<std::size_t, 1>());
    if (l < length) accumulate<Out, In, 0>(g + l, g_step, x + l, x_step, rows, cells, length - l, totals);
}

/// Positions of the small axis for which window cell `k` meets the large axis.
struct position_range {
    std::size_t begin, end;

    position_range(const window_axis& axis, std::size_t k)
        : begin(k >= axis.before ? 0 : divide_up(axis.before - k, axis.stride)),
          end(k >= axis.large + axis.before
                  ? 0
                  : std::min(axis.small, (axis.large + axis.before - k - 1) / axis.stride + 1)) {}
};

/// The gradient tile by tile, of output and input channels, for one row of the kernel at a time.
template <class T>
class gradient_tiles {
public:
    gradient_tiles(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                   tensor<T>& dw)
        : x_(x),
          g_(g),
          rows_(rows),
          cols_(cols),
          lanes_(x.lanes()),
          x_step_{x.rows() * x.cols() * lanes_, rows.stride * x.cols() * lanes_, cols.stride * lanes_},
          g_step_{g.rows() * g.cols() * lanes_, g.cols() * lanes_, lanes_},
          cols_at_once_(std::max<std::size_t>(1, std::min(elements_at_once / lanes_, cols.small))),
          rows_at_once_(std::max<std::size_t>(1, elements_at_once / lanes_ / cols_at_once_)),
          dw_(dw) {
        for (std::size_t kc = 0; kc < cols.size; ++kc) col_ranges_.emplace_back(cols, kc);
    }

    /// Sets the kernel's row `kr` of Out output channels from o on and In input channels from i on.
    template <std::size_t Out, std::size_t In>
    void compute(std::size_t kr, std::size_t o, std::size_t i) const {
        const position_range row_range(rows_, kr);
        const auto totals = make_buffer<double>(cols_.size * Out * In);  // {kernel cols, Out, In}
        std::fill_n(totals.get(), cols_.size * Out * In, 0.0);
        for (std::size_t block = 0; block < x_.blocks(); ++block)
            for (std::size_t r = row_range.begin; r < row_range.end; r += rows_at_once_) {
                const T* g_rows = g_.data() + block * g_.block_size() + o * g_step_.channel + r * g_step_.row;
                const T* x_rows = x_.data() + block * x_.block_size() + i * x_step_.channel +
                                  (r * rows_.stride + kr - rows_.before) * x_.cols() * lanes_;
                add_rows<Out, In>(g_rows, x_rows, std::min(rows_at_once_, row_range.end - r), totals.get());
            }
        const std::size_t in = x_.channels(), out = g_.channels();
        const double* total = totals.get();
        for (std::size_t kc = 0; kc < cols_.size; ++kc)
            for (std::size_t a = 0; a < Out; ++a)
                for (std::size_t b = 0; b < In; ++b)
                    dw_[((kr * cols_.size + kc) * in + i + b) * out + o + a] = static_cast<T>(*total++);
    }

private:
    /// So many columns and rows at once that what a tile reads stays in the first cache.
    static constexpr std::size_t elements_at_once = 3072 / sizeof(T);

    /// Adds what `count` rows contribute to every column of the kernel.
    template <std::size_t Out, std::size_t In>
    void add_rows(const T* g_rows, const T* x_rows, std::size_t count, double* totals) const {
        for (std::size_t c = 0; c < cols_.small; c += cols_at_once_)
            for (std::size_t kc = 0; kc < cols_.size; ++kc) {
                const std::size_t begin = std::max(c, col_ranges_[kc].begin);
                const std::size_t end = std::min(c + cols_at_once_, col_ranges_[kc].end);
                if (begin >= end) continue;
                accumulate_cells<Out, In>(g_rows + begin * lanes_, g_step_,
                                          x_rows + (begin * cols_.stride + kc - cols_.before) * lanes_, x_step_, count,
                                          end - begin, lanes_, totals + kc * Out * In);
            }
    }

    const tensor<T>&x_, &g_;
    const window_axis &rows_, &cols_;
    std::size_t lanes_;
    strides x_step_, g_step_;
    std::size_t cols_at_once_, rows_at_once_;
    kept_vector<position_range> col_ranges_;
    tensor<T>& dw_;
};

}  // namespace detail

/// dw[kr, kc, i, o] = sum over b, r, c, l of x[b, i, r * stride - before + kr, c * stride - before + kc, l] g[b, o, r,
/// c, l]. x {blocks, in, large rows, large cols, lanes}, g {blocks, out, small rows, small cols, lanes}, dw {rows,
/// cols, in, out}.
template <class T>
void kernel_gradient(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                     tensor<T>& dw) {
    constexpr std::size_t out_tile = simd::registers >= 32 ? 4 : 2, in_tile = 4;
    const std::size_t in = x.channels(), out = g.channels();
    const std::size_t out_tiles = divide_up(out, out_tile), in_tiles = divide_up(in, in_tile);
    const detail::gradient_tiles<T> tiles(x, g, rows, cols, dw);
    parallel_for(
        out_tiles * in_tiles * rows.size,
        [&](std::size_t item) {
            const std::size_t kr = item % rows.size;
            const std::size_t i_begin = item / rows.size % in_tiles * in_tile,
                              o_begin = item / rows.size / in_tiles * out_tile;
            for_each_tile<out_tile>(std::min(out_tile, out - o_begin), [&](auto out_width, std::size_t o) {
                for_each_tile<in_tile>(std::min(in_tile, in - i_begin), [&](auto in_width, std::size_t i) {
                    tiles.template compute<out_width, in_width>(kr, o_begin + o, i_begin + i);
                });
            });
        },
        g.size() / out * cols.size * out_tile * in_tile);
}

/// db[o] = sum over samples, r, c of g[., o, r, c, .]; db {channels of g}.
template <class T>
void bias_gradient(const tensor<T>& g, tensor<T>& db) {
    parallel_for(
        g.channels(),
        [&](std::size_t o) {
            double sum = 0;
            for_each_run(g.shape(), o, std::array{g.data()}, [&](std::size_t count, const auto& runs) {
                sum += sum_of_run<T>(
                    count, [](const auto& e) { return e; }, runs[0]);
            });
            db[o] = static_cast<T>(sum);
        },
        g.size() / g.channels());
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
