// The gradient of a convolution with respect to its kernel as products of spectra, in the sample-last layout.
#pragma once

#include <diapir/core/buffer.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/spectral/dft.hpp>
#include <diapir/kernels/spectral/spectra.hpp>
#include <diapir/kernels/spectral/spectral_axis.hpp>
#include <diapir/kernels/spectral/tiled_batch.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// The products of the spectra of two batches a and b with those of b conjugated, summed over all signals and lanes:
/// {slot, block of a's planes, b's planes, 2, width}, of which a lane is a plane of a.
template <std::size_t N, class T>
class spectral_products {
    using dft = real_dft<N, T>;
    static constexpr std::size_t width = simd::width<T>;

public:
    spectral_products(const tensor<T>& a, const tiled_batch<T>& a_tiles, const tensor<T>& b,
                      const tiled_batch<T>& b_tiles, bool conjugate)
        : a_(a),
          b_(b),
          a_tiles_(a_tiles),
          b_tiles_(b_tiles),
          blocks_(divide_up(a_tiles.planes(), width)),
          conjugate_(conjugate),
          sums_(dft::slots, blocks_, b_tiles.planes()) {
        // So many signals at once that their spectra stay in the second caches of two cores: the order of the sums is
        // the same for any number of threads.
        constexpr std::size_t cache = std::size_t{1} << 21;
        const std::size_t bytes = (a_tiles.planes() + b_tiles.planes()) * dft::slots * 2 * width * sizeof(T);
        const std::size_t signals = a_tiles.signals(), at_once = std::clamp<std::size_t>(cache / bytes, 1, signals);
        for (std::size_t signal = 0; signal < signals; signal += at_once)
            add(signal, std::min(at_once, signals - signal));
    }

    const spectra<T>& sums() const { return sums_; }

private:
    void add(std::size_t first, std::size_t count) const {
        const std::size_t a_planes = a_tiles_.planes(), b_planes = b_tiles_.planes();
        const spectra<T> a(dft::slots, count, a_planes), b(dft::slots, count, b_planes);
        parallel_for(
            count * (a_planes + b_planes),
            [&](std::size_t item) {
                const std::size_t signal = item % count, plane = item / count;
                const auto transform = [signal](const spectra<T>& to, std::size_t p) {
                    return [&to, signal, p](const image_cells<const T>& cells) {
                        dft::forward(cells, to.at(0, signal, p), to.slot_step);
                    };
                };
                if (plane < a_planes) {
                    a_tiles_.read(a_.data(), first + signal, plane, transform(a, plane));
                } else {
                    b_tiles_.read(b_.data(), first + signal, plane - a_planes, transform(b, plane - a_planes));
                }
            },
            dft::cost);
        parallel_for(
            dft::slots * blocks_,
            [&](std::size_t item) {
                const std::size_t slot = item / blocks_, block = item % blocks_;
                const buffer<T> turned = make_buffer<T>(count * width * 2 * width);  // {signal, lane, 2, plane}
                turn(a, slot, block, turned.get());
                for_each_tile(b_planes, [&](auto outs, std::size_t o) {
                    alignas(64) T products[outs * 2 * width];
                    const product_steps steps{count * width, b_planes * 2 * width, 2 * width};
                    const bool real = dft::is_real(slot);
                    const auto multiply = real ? multiply_spectra<outs, true, T> : multiply_spectra<outs, false, T>;
                    multiply(turned.get(), b.at(slot, 0, o), steps, products);
                    T* to = sums_.at(slot, block, o);
                    for (std::size_t e = 0; e < outs * 2 * width; e += width) {
                        const bool negative = conjugate_ && !real && e / width % 2 == 1;
                        const simd::pack<T> product = simd::load(products + e),
                                            signed_product = negative ? -product : product;
                        simd::store(to + e, first == 0 ? signed_product : simd::load(to + e) + signed_product);
                    }
                });
            },
            count * width * b_planes * 4 * width);
    }
    /// Lanes become planes.
    void turn(const spectra<T>& a, std::size_t slot, std::size_t block, T* to) const {
        const std::size_t first = block * width, planes = std::min(width, a.planes - first);
        for (std::size_t signal = 0; signal < a.signals; ++signal)
            for (std::size_t part = 0; part < 2; ++part) {
                simd::pack<T> lines[width];
                for (std::size_t p = 0; p < width; ++p)
                    lines[p] =
                        p < planes ? simd::load(a.at(slot, signal, first + p) + part * width) : simd::broadcast(T{0});
                simd::transpose<T>(lines);
                for (std::size_t l = 0; l < width; ++l)
                    simd::store(to + ((signal * width + l) * 2 + part) * width, lines[l]);
            }
    }

    const tensor<T>&a_, &b_;
    const tiled_batch<T>&a_tiles_, &b_tiles_;
    std::size_t blocks_;
    bool conjugate_;
    spectra<T> sums_;
};

}  // namespace detail

/// As `kernel_gradient`, with tiles of N x N cells, N = 8 or 16.
template <std::size_t N, class T>
void spectral_kernel_gradient(const tensor<T>& x, const tensor<T>& g, const window_axis& row_axis,
                              const window_axis& col_axis, tensor<T>& dw) {
    const auto rows = spectral_axis::forward(row_axis), cols = spectral_axis::forward(col_axis);
    using dft = real_dft<N, T>;
    constexpr std::size_t width = simd::width<T>;
    const detail::tiled_batch<T> x_tiles(x, detail::tile_axis::from(rows, N), detail::tile_axis::from(cols, N)),
        g_tiles(g, detail::tile_axis::to(rows, N), detail::tile_axis::to(cols, N));
    // The side that fills registers better has its planes in lanes. Its spectra are not to be conjugated, unlike those
    // of g; if it is g then the result is.
    const auto registers = [](std::size_t planes) { return divide_up(planes, width); };
    const bool turn_x =
        registers(x_tiles.planes()) * g_tiles.planes() <= registers(g_tiles.planes()) * x_tiles.planes();
    const detail::spectral_products<N, T> products =
        turn_x ? detail::spectral_products<N, T>(x, x_tiles, g, g_tiles, false)
               : detail::spectral_products<N, T>(g, g_tiles, x, x_tiles, true);
    const detail::spectra<T>& sums = products.sums();
    const kernel_view<T> w = kernel_view<T>::of(dw);
    const std::size_t turned = turn_x ? x_tiles.planes() : g_tiles.planes(),
                      at_once = std::clamp<std::size_t>(sums.planes * sums.signals / threads(), 1, width),
                      groups = divide_up(sums.planes, at_once);
    parallel_for(
        sums.signals * groups,
        [&](std::size_t item) {
            const std::size_t lane = item / groups * width, lane_end = std::min(lane + width, turned);
            const std::size_t other = item % groups * at_once, other_end = std::min(other + at_once, sums.planes);
            const std::size_t image = rows.span * cols.span * width;
            const buffer<T> images = make_buffer<T>(at_once * image);  // {other plane, rows, cols, width}
            for (std::size_t p = other; p < other_end; ++p)
                dft::inverse(sums.at(0, item / groups, p), sums.slot_step, rows.span,
                             [&](std::size_t u, const simd::pack<T>* values) {
                                 for (std::size_t v = 0; v < cols.span; ++v)
                                     simd::store(images.get() + (p - other) * image + (u * cols.span + v) * width,
                                                 values[v]);
                             });
            const detail::plane_range planes = turn_x ? detail::plane_range{lane, lane_end, other, other_end}
                                                      : detail::plane_range{other, other_end, lane, lane_end};
            detail::for_each_tap(
                rows, cols, w.in, w.out, planes,
                [&](std::size_t tap, std::size_t row, std::size_t col, const detail::plane_range& run) {
                    const auto step = static_cast<std::ptrdiff_t>(image);
                    const T* from = images.get() + tap * width +
                                    (turn_x ? run.in - lane + (run.out - other) * image
                                            : run.out - lane + (run.in - other) * image);
                    detail::copy_scaled<T>({from, turn_x ? 1 : step, turn_x ? step : 1},
                                           {dw.data() + w.at(row, col, run.in % w.in, run.out), w.in_step, w.out_step},
                                           run.in_end - run.in, run.out_end - run.out, dft::scale_of_product);
                });
        },
        at_once * dft::cost);
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
