// A convolution kernel in the order in which tiles of output channels read it.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/derived_values.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace diapir::common {

/// A convolution kernel seen as w(o, i, row, col), stored at row * row_step + col * col_step + i * in_step + o
/// * out_step.
template <class T>
struct kernel_view {
    const T* data;
    std::size_t out, in, rows, cols;
    std::ptrdiff_t row_step, col_step, in_step, out_step;
    const derived_values* derived = nullptr;  ///< of the tensor that it is seen in

    /// A kernel stored {rows, cols, in, out}, as Keras keeps it.
    static kernel_view of(const tensor<T>& w) {
        const shape& s = w.shape();
        const auto out = static_cast<std::ptrdiff_t>(s[3]), cell = static_cast<std::ptrdiff_t>(s[2]) * out;
        return {w.data(), s[3], s[2], s[0], s[1], static_cast<std::ptrdiff_t>(s[1]) * cell, cell, out, 1, w.derived()};
    }
    /// The kernel with input and output swapped.
    kernel_view transposed() const {
        return {data, in, out, rows, cols, row_step, col_step, out_step, in_step, derived};
    }
    /// The kernel of the adjoint: input and output swapped, rows and columns in reverse.
    kernel_view adjoint() const {
        const T* last = data + at(rows - 1, cols - 1, 0, 0);
        return {last, in, out, rows, cols, -row_step, -col_step, out_step, in_step, derived};
    }
    friend bool operator==(const kernel_view&, const kernel_view&) = default;

    /// Where w(o, i, row, col) lies behind `data`.
    std::ptrdiff_t at(std::size_t row, std::size_t col, std::size_t i, std::size_t o) const {
        const auto times = [](std::size_t n, std::ptrdiff_t step) { return static_cast<std::ptrdiff_t>(n) * step; };
        return times(row, row_step) + times(col, col_step) + times(i, in_step) + times(o, out_step);
    }
};

}  // namespace diapir::common

namespace diapir::inline DIAPIR_TARGET::kernels {

using common::kernel_view;

/// Output channels that one tile computes together, each in two registers.
inline constexpr std::size_t tile_channels = simd::registers >= 32 ? 8 : 4;

/// What one way to convolve turns a kernel into: Form(w, axes...) is made of a kernel and the axes that it depends on,
/// and form.is_of(w, axes...) tells whether it is theirs. Kernels that no longer change keep their forms.
template <class Form, class T, class... Axes>
std::shared_ptr<const Form> form_of(const kernel_view<T>& w, const Axes&... axes) {
    const auto make = [&] { return make_kept<const Form>(w, axes...); };
    return w.derived ? w.derived->template find_or_make<Form>([&](const Form& f) { return f.is_of(w, axes...); }, make)
                     : make();
}

/// Calls f with the width of every tile of output channels as an integral constant, and the tile's first channel.
template <std::size_t Width = tile_channels, class F>
void for_each_tile(std::size_t channels, const F& f, std::size_t first = 0) {
    for (; first + Width <= channels; first += Width) f(std::integral_constant<std::size_t, Width>{}, first);
    if constexpr (Width > 1) for_each_tile<Width / 2>(channels, f, first);
}

/// The kernel reordered tile by tile as {tile, in, rows, cols, width}, so that a tile reads its weights in order.
template <class T>
buffer<T> pack_kernel(const kernel_view<T>& w) {
    buffer<T> packed = make_buffer<T>(w.out * w.in * w.rows * w.cols);
    parallel_for(
        divide_up(w.out, tile_channels),
        [&](std::size_t tile) {
            const std::size_t begin = tile * tile_channels, end = std::min(begin + tile_channels, w.out);
            for_each_tile(end - begin, [&](auto width, std::size_t first) {
                T* to = packed.get() + (begin + first) * w.in * w.rows * w.cols;
                // In the order in which the kernel is stored, so that it is read once.
                for (std::size_t row = 0; row < w.rows; ++row)
                    for (std::size_t col = 0; col < w.cols; ++col)
                        for (std::size_t i = 0; i < w.in; ++i) {
                            const T* from = w.data + w.at(row, col, i, begin + first);
                            T* cell = to + ((i * w.rows + row) * w.cols + col) * width;
                            for (std::size_t o = 0; o < width; ++o) cell[o] = from[w.at(0, 0, 0, o)];
                        }
            });
        },
        tile_channels * w.in * w.rows * w.cols);
    return packed;
}

/// A form that is a buffer of weights, made by a function of the kernel.
template <class T, buffer<T> (*Make)(const kernel_view<T>&)>
struct weights_form {
    kernel_view<T> of;
    buffer<T> weights;

    explicit weights_form(const kernel_view<T>& w) : of(w), weights(Make(w)) {}
    bool is_of(const kernel_view<T>& w) const { return w == of; }
};

/// A kernel packed for `correlate`.
template <class T>
using packed_kernel = weights_form<T, pack_kernel<T>>;

}  // namespace diapir::inline DIAPIR_TARGET::kernels
