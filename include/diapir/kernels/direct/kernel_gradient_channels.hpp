// The gradient of a convolution with respect to its kernel for few samples: registers hold output channels, so that
// images may be as small as they like. A tile of the gradient stays in registers along all pixels that meet.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/direct/correlate_channels.hpp>
#include <diapir/kernels/direct/kernel_gradient.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// Runs of pixels that meet in one row, and how the tile steps through them.
struct gradient_walk {
    std::size_t rows, cols, lanes;
    std::size_t x_channel, x_row, x_col, g_row;  ///< a pixel of g lies g_pixel after the one before
    std::size_t g_pixel;
};

/// sums[i, o] += the sum of g[o] x[i] over the walk, for Ins input channels and Registers of output channels.
template <std::size_t Ins, std::size_t Registers, class T>
void accumulate_channels(const T* x, const T* g, const gradient_walk& walk, simd::pack<T> (&sums)[Ins][Registers]) {
    using pack = simd::pack<T>;
    pack local[Ins][Registers];
    for (auto& of_channel : local)
        for (auto& sum : of_channel) sum = simd::broadcast(T{0});
    const T* at[Ins];
    for (std::size_t row = 0; row < walk.rows; ++row) {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < Ins; ++i) at[i] = x + row * walk.x_row + i * walk.x_channel;
        const T* slope = g + row * walk.g_row;
        for (std::size_t col = 0; col < walk.cols; ++col)
            for (std::size_t lane = 0; lane < walk.lanes; ++lane, slope += walk.g_pixel) {
                const std::size_t cell = col * walk.x_col + lane;
                pack slopes[Registers];
#pragma GCC unroll 4
                for (std::size_t v = 0; v < Registers; ++v) slopes[v] = simd::load(slope + v * simd::width<T>);
#pragma GCC unroll 16
                for (std::size_t i = 0; i < Ins; ++i) {
                    const pack value = simd::broadcast(at[i][cell]);
#pragma GCC unroll 4
                    for (std::size_t v = 0; v < Registers; ++v) local[i][v] = simd::fma(slopes[v], value, local[i][v]);
                }
            }
    }
    for (std::size_t i = 0; i < Ins; ++i)
        for (std::size_t v = 0; v < Registers; ++v) sums[i][v] += local[i][v];
}

/// g {blocks, out, rows, cols, lanes} as {blocks, rows, cols, lanes, channels}, channels rounded up to registers.
template <class T>
buffer<T> channels_last(const tensor<T>& g, std::size_t channels) {
    const std::size_t out = g.channels(), plane = g.rows() * g.cols() * g.lanes(), row = g.cols() * g.lanes();
    const std::size_t rows = g.rows();
    buffer<T> turned = make_buffer<T>(g.blocks() * plane * channels);
    parallel_for(
        g.blocks() * rows,
        [&](std::size_t item) {
            const T* from = g.data() + item / rows * g.block_size() + item % rows * row;
            T* to = turned.get() + item * row * channels;
            for (std::size_t e = 0; e < row; ++e) {
                for (std::size_t o = 0; o < out; ++o) to[e * channels + o] = from[o * plane + e];
                std::fill(to + e * channels + out, to + (e + 1) * channels, T{0});
            }
        },
        4 * row * channels);
    return turned;
}

/// The gradient tile by tile, of input channels and registers of output channels, for one cell of the kernel.
template <class T>
class channel_gradient {
    static constexpr std::size_t width = simd::width<T>;
    static constexpr std::size_t pixels_of_a_sum = 1024;  // such sums are added: one of all pixels would lose digits

public:
    channel_gradient(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                     tensor<T>& dw)
        : x_(x),
          rows_(rows),
          cols_(cols),
          ins_(x.channels()),
          outs_(g.channels()),
          padded_outs_(divide_up(g.channels(), width) * width),
          blocks_(x.blocks()),
          lanes_(x.lanes()),
          slopes_(channels_last(g, padded_outs_)),
          dw_(dw) {}

    std::size_t registers() const { return padded_outs_ / width; }
    /// Roughly the operations for all input channels of a tile.
    std::size_t cost() const { return ins_ * channel_registers * width * rows_.small * cols_.small * lanes_ * blocks_; }

    /// Sets cell (kr, kc) for all input channels and registers `first` to `first` + Registers.
    template <std::size_t Registers>
    void compute(std::size_t kr, std::size_t kc, std::size_t first) const {
        constexpr std::size_t most = pixels_at_once(Registers);
        const std::size_t tiles = divide_up(ins_, most);
        for (std::size_t tile = 0; tile < tiles; ++tile) {
            const std::size_t begin = tile * ins_ / tiles, end = (tile + 1) * ins_ / tiles;
            compute_some<Registers, most>(kr, kc, first, begin, end - begin);
        }
    }

private:
    template <std::size_t Registers, std::size_t Ins>
    void compute_some(std::size_t kr, std::size_t kc, std::size_t first, std::size_t in, std::size_t count) const {
        if constexpr (Ins > 1) {
            if (count < Ins) return compute_some<Registers, Ins - 1>(kr, kc, first, in, count);
        }
        const position_range rows(rows_, kr), cols(cols_, kc);
        simd::pack<T> sums[Ins][Registers];
        for (auto& of_channel : sums)
            for (auto& sum : of_channel) sum = simd::broadcast(T{0});
        if (rows.begin < rows.end && cols.begin < cols.end) {
            const std::size_t x_row = cols_.large * lanes_, x_plane = rows_.large * x_row;
            const std::size_t g_row = cols_.small * lanes_ * padded_outs_;
            gradient_walk walk{0,       cols.end - cols.begin, lanes_,
                               x_plane, rows_.stride * x_row,  cols_.stride * lanes_,
                               g_row,   padded_outs_};
            const std::size_t rows_at_once = divide_up(pixels_of_a_sum, walk.cols * lanes_);
            const std::size_t x_first = (cols.begin * cols_.stride + kc - cols_.before) * lanes_;
            const std::size_t g_first = cols.begin * lanes_ * padded_outs_ + first * width;
            for (std::size_t block = 0; block < blocks_; ++block)
                for (std::size_t row = rows.begin; row < rows.end; row += walk.rows) {
                    walk.rows = std::min(rows_at_once, rows.end - row);
                    const T* x = x_.data() + (block * ins_ + in) * x_plane +
                                 (row * rows_.stride + kr - rows_.before) * x_row + x_first;
                    const T* g = slopes_.get() + (block * rows_.small + row) * g_row + g_first;
                    accumulate_channels<Ins, Registers>(x, g, walk, sums);
                }
        }
        T* to = dw_.data() + ((kr * cols_.size + kc) * ins_ + in) * outs_ + first * width;
        const std::size_t own = std::min(Registers * width, outs_ - first * width);
        for (std::size_t i = 0; i < Ins; ++i, to += outs_) {
            alignas(64) T found[Registers * width];
            for (std::size_t v = 0; v < Registers; ++v) simd::store(found + v * width, sums[i][v]);
            std::copy_n(found, own, to);
        }
    }

    const tensor<T>& x_;
    window_axis rows_, cols_;
    std::size_t ins_, outs_, padded_outs_, blocks_, lanes_;
    buffer<T> slopes_;
    tensor<T>& dw_;
};

}  // namespace detail

/// As `kernel_gradient`, for any number of lanes.
template <class T>
void kernel_gradient_channels(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                              tensor<T>& dw) {
    const detail::channel_gradient<T> work(x, g, rows, cols, dw);
    const detail::channel_tiles all{work.registers()};
    const std::size_t tiles = all.size();
    parallel_for(
        rows.size * cols.size * tiles,
        [&](std::size_t item) {
            const std::size_t tile = item % tiles, kc = item / tiles % cols.size, kr = item / tiles / cols.size;
            all.visit(tile,
                      [&](auto registers, std::size_t first) { work.template compute<registers>(kr, kc, first); });
        },
        work.cost());
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
