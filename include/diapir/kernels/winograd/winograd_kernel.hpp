// A convolution kernel as Winograd's convolution reads it: its values at the points, in the order of their use.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/winograd/points.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels::detail {

/// The values of a kernel at the points: {chunk of output channels, row point, col point, in, tile_channels}, zero
/// where the last chunk has fewer channels.
template <class T>
buffer<T> winograd_kernel(const kernel_view<T>& w) {
    constexpr std::size_t points = winograd_points, outs = tile_channels, size = winograd_size;
    const std::size_t chunks = divide_up(w.out, outs);
    buffer<T> packed = make_buffer<T>(chunks * points * points * w.in * outs);
    simd::pack<T> factors[points][size];
    for (std::size_t p = 0; p < points; ++p)
        for (std::size_t k = 0; k < size; ++k) factors[p][k] = simd::broadcast(static_cast<T>(kernel_factor(p, k)));
    // A register holds the output channels of as many input channels as fit, or a part of them.
    constexpr std::size_t width = simd::width<T>, step = std::max(width, outs);
    const std::size_t length = w.in * outs, padded = divide_up(length, step) * step;
    parallel_for(
        chunks,
        [&](std::size_t chunk) {
            const std::size_t first = chunk * outs, count = std::min(outs, w.out - first);
            const buffer<T> cells =
                make_buffer<T>(padded * size * size);  // {in, outs} in steps, each {size, size, step}
            std::fill_n(cells.get(), padded * size * size, T{0});
            for (std::size_t k = 0; k < size * size; ++k)
                for (std::size_t i = 0; i < w.in; ++i) {
                    const T* from = w.data + w.at(k / size, k % size, i, first);
                    T* to = cells.get() + i * outs / step * step * size * size + k * step + i * outs % step;
                    for (std::size_t o = 0; o < count; ++o) to[o] = from[w.at(0, 0, 0, o)];
                }
            for (std::size_t p = 0; p < points; ++p) {
                T* to = packed.get() + (chunk * points + p) * points * length;
                for (std::size_t e = 0; e < length; e += width) {
                    const T* from = cells.get() + e / step * step * size * size + e % step;
                    simd::pack<T> by_rows[size];
                    for (std::size_t c = 0; c < size; ++c) {
                        by_rows[c] = factors[p][0] * simd::load(from + c * step);
                        for (std::size_t r = 1; r < size; ++r)
                            by_rows[c] = simd::fma(factors[p][r], simd::load(from + (r * size + c) * step), by_rows[c]);
                    }
                    for (std::size_t q = 0; q < points; ++q) {
                        simd::pack<T> sum = factors[q][0] * by_rows[0];
                        for (std::size_t c = 1; c < size; ++c) sum = simd::fma(factors[q][c], by_rows[c], sum);
                        T values[width];
                        if (e + width <= length) {
                            simd::store(to + q * length + e, sum);
                        } else {
                            simd::store(values, sum);
                            std::copy_n(values, length - e, to + q * length + e);
                        }
                    }
                }
            }
        },
        points * points * w.in * outs * size);
    return packed;
}

/// The values of a kernel at the points, as `winograd` reads them.
template <class T>
using winograd_weights = weights_form<T, winograd_kernel<T>>;

}  // namespace diapir::inline DIAPIR_TARGET::kernels::detail
