// The gradient of a convolution with respect to its kernel, and to its bias, in the sample-last layout. For one kernel
// cell it is a matrix product over pixels and samples; a tile of it stays in registers along a run of columns.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/correlate.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace diapir::kernels {

namespace detail {

/// How a tile steps through one image: distances in elements between channels, rows and cells.
struct strides {
    std::size_t channel, row, cell;
};

/// sums[o][i] += g[o] x[i] over rows x cells x `length` consecutive elements.
template <std::size_t Out, std::size_t In, class T>
inline void accumulate(const T* g, const strides& g_step, const T* x, const strides& x_step, std::size_t rows,
                       std::size_t cells, std::size_t length, simd::pack<T>* sums) {
    using pack = simd::pack<T>;
    pack local[Out][In];
    for (std::size_t o = 0; o < Out; ++o)
        for (std::size_t i = 0; i < In; ++i) local[o][i] = sums[o * In + i];
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const T* g_run = g + r * g_step.row + cell * g_step.cell;
            const T* x_run = x + r * x_step.row + cell * x_step.cell;
            const auto add = [&](const auto& load) {
                pack values[In];
                for (std::size_t i = 0; i < In; ++i) values[i] = load(x_run + i * x_step.channel);
#pragma GCC unroll 4
                for (std::size_t o = 0; o < Out; ++o) {
                    const pack slope = load(g_run + o * g_step.channel);
#pragma GCC unroll 4
                    for (std::size_t i = 0; i < In; ++i) local[o][i] = simd::fma(slope, values[i], local[o][i]);
                }
            };
            std::size_t l = 0;
            for (; l + simd::width<T> <= length; l += simd::width<T>)
                add([l](const T* run) { return simd::load(run + l); });
            if (l < length) add([l, length](const T* run) { return simd::load_first(run + l, length - l); });
        }
    for (std::size_t o = 0; o < Out; ++o)
        for (std::size_t i = 0; i < In; ++i) sums[o * In + i] = local[o][i];
}

/// Positions of the small axis for which window cell `k` meets the large axis.
struct position_range {
    std::size_t begin, end;

    position_range(const window_axis& axis, std::size_t k)
        : begin(k >= axis.before ? 0 : (axis.before - k + axis.stride - 1) / axis.stride),
          end(k >= axis.large + axis.before
                  ? 0
                  : std::min(axis.small, (axis.large + axis.before - k - 1) / axis.stride + 1)) {}
};

}  // namespace detail

/// dw[kr, kc, i, o] = sum over b, r, c, l of x[b, i, r * stride - before + kr, c * stride - before + kc, l] g[b, o, r,
/// c, l]. x {blocks, in, large rows, large cols, lanes}, g {blocks, out, small rows, small cols, lanes}, dw {rows,
/// cols, in, out}.
template <class T>
void kernel_gradient(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                     tensor<T>& dw) {
    constexpr std::size_t out_tile = simd::registers >= 32 ? 4 : 2, in_tile = 4;
    const std::size_t in = x.channels(), out = g.channels(), lanes = x.lanes();
    const detail::strides x_step{x.rows() * x.cols() * lanes, rows.stride * x.cols() * lanes, cols.stride * lanes};
    const detail::strides g_step{g.rows() * g.cols() * lanes, g.cols() * lanes, lanes};
    const std::size_t out_tiles = (out + out_tile - 1) / out_tile, in_tiles = (in + in_tile - 1) / in_tile;
    // So many columns and rows at once that what a tile reads stays in the first cache.
    constexpr std::size_t elements_at_once = 4608 / sizeof(T);
    const std::size_t cols_at_once = std::max<std::size_t>(1, std::min(elements_at_once / lanes, cols.small));
    const std::size_t rows_at_once = std::max<std::size_t>(1, elements_at_once / lanes / cols_at_once);
    std::vector<detail::position_range> col_ranges;
    for (std::size_t kc = 0; kc < cols.size; ++kc) col_ranges.emplace_back(cols, kc);

    parallel_for(
        out_tiles * in_tiles * rows.size,
        [&](std::size_t item) {
            const std::size_t kr = item % rows.size;
            const std::size_t i_begin = item / rows.size % in_tiles * in_tile,
                              o_begin = item / rows.size / in_tiles * out_tile;
            const detail::position_range row_range(rows, kr);

            const auto tile = [&]<std::size_t Out, std::size_t In>(std::integral_constant<std::size_t, Out>,
                                                                   std::integral_constant<std::size_t, In>,
                                                                   std::size_t o, std::size_t i) {
                constexpr std::size_t width = simd::width<T>;
                const std::size_t count = (cols.size * Out * In + width - 1) / width * width;
                const auto sums = make_buffer<simd::pack<T>>(count);
                std::fill_n(sums.get(), count, simd::pack<T>(T{0}));
                for (std::size_t block = 0; block < x.blocks(); ++block)
                    for (std::size_t r = row_range.begin; r < row_range.end; r += rows_at_once) {
                        const T* g_rows = g.data() + block * g.block_size() + o * g_step.channel + r * g_step.row;
                        const T* x_rows = x.data() + block * x.block_size() + i * x_step.channel +
                                          (r * rows.stride + kr - rows.before) * x.cols() * lanes;
                        const std::size_t row_count = std::min(rows_at_once, row_range.end - r);
                        for (std::size_t c = 0; c < cols.small; c += cols_at_once)
                            for (std::size_t kc = 0; kc < cols.size; ++kc) {
                                const std::size_t begin = std::max(c, col_ranges[kc].begin);
                                const std::size_t end = std::min(c + cols_at_once, col_ranges[kc].end);
                                if (begin >= end) continue;
                                const bool one_run =
                                    cols.stride == 1;  // then neighbouring cells follow one another in x too
                                detail::accumulate<Out, In>(g_rows + begin * lanes, g_step,
                                                            x_rows + (begin * cols.stride + kc - cols.before) * lanes,
                                                            x_step, row_count, one_run ? 1 : end - begin,
                                                            one_run ? (end - begin) * lanes : lanes,
                                                            sums.get() + kc * Out * In);
                            }
                    }
                const auto totals = make_buffer<T>(count);
                simd::sum_each(sums.get(), count, totals.get());
                const T* total = totals.get();
                for (std::size_t kc = 0; kc < cols.size; ++kc)
                    for (std::size_t a = 0; a < Out; ++a)
                        for (std::size_t b = 0; b < In; ++b)
                            dw[((kr * cols.size + kc) * in + i + b) * out + o + a] = *total++;
            };
            for_each_tile<out_tile>(std::min(out_tile, out - o_begin), [&](auto out_width, std::size_t o) {
                for_each_tile<in_tile>(std::min(in_tile, in - i_begin), [&](auto in_width, std::size_t i) {
                    tile(out_width, in_width, o_begin + o, i_begin + i);
                });
            });
        },
        g.blocks() * g_step.channel * cols.size * out_tile * in_tile);
}

/// db[o] = sum over b, r, c, l of g[b, o, r, c, l]; db {channels of g}.
template <class T>
void bias_gradient(const tensor<T>& g, tensor<T>& db) {
    const std::size_t run = g.rows() * g.cols() * g.lanes();
    parallel_for(
        g.channels(),
        [&](std::size_t o) {
            simd::pack<T> sum(T{0});
            for (std::size_t block = 0; block < g.blocks(); ++block) {
                const T* from = g.data() + block * g.block_size() + o * run;
                std::size_t j = 0;
                for (; j + simd::width<T> <= run; j += simd::width<T>) sum += simd::load(from + j);
                if (j < run) sum += simd::load_first(from + j, run - j);
            }
            db[o] = simd::sum(sum);
        },
        g.blocks() * run);
}

}  // namespace diapir::kernels
