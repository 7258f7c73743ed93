// The spectra of many tiles, and their products: between the spectra of tiles and kernel a convolution is a product, so
// that for every frequency a matrix {to, from} times {from, tiles} remains.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

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

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
