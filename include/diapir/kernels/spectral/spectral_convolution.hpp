// Convolution, transposed convolution and their data gradients as products of spectra, in the sample-last layout.
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

#include <algorithm>
#include <cstddef>
#include <memory>

namespace diapir::inline DIAPIR_TARGET::kernels {

namespace detail {

/// The spectra of a kernel for `in` and `out` channels, or their planes, in the order in which they are multiplied:
/// {tile of out planes, slot, block of in planes, tile_channels, 2, width}.
template <std::size_t N, class T>
class kernel_spectra {
    using dft = real_dft<N, T>;
    static constexpr std::size_t width = simd::width<T>;

public:
    static constexpr std::size_t weight_block = tile_channels * 2 * width;

    kernel_spectra(const kernel_view<T>& w, const spectral_axis& rows, const spectral_axis& cols)
        : of_(w),
          rows_(rows),
          cols_(cols),
          in_planes_(w.in * rows.from_phases * cols.from_phases),
          out_planes_(w.out * rows.to_phases * cols.to_phases),
          blocks_(divide_up(in_planes_, width)),
          slot_step_(blocks_ * weight_block + 2 * width),
          data_(make_buffer<T>(divide_up(out_planes_, tile_channels) * dft::slots * slot_step_)) {
        // As many out planes at once as are quickly turned into lanes, or fewer so that every thread has some.
        const std::size_t at_once = std::clamp<std::size_t>(out_planes_ * blocks_ / threads(), 1, width);
        const std::size_t groups = divide_up(out_planes_, at_once);
        parallel_for(
            groups * blocks_,
            [&](std::size_t item) {
                const std::size_t out = item / blocks_ * at_once;
                transform(w, item % blocks_ * width, out, std::min(out + at_once, out_planes_));
            },
            at_once * dft::cost);
    }

    bool is_of(const kernel_view<T>& w, const spectral_axis& rows, const spectral_axis& cols) const {
        return w == of_ && rows.has_taps_of(rows_) && cols.has_taps_of(cols_);
    }

    /// The weights of a tile of out planes.
    const T* at(std::size_t slot, std::size_t tile) const {
        return data_.get() + (tile * dft::slots + slot) * slot_step_;
    }

private:
    /// For a register of in planes.
    void transform(const kernel_view<T>& w, std::size_t in, std::size_t out, std::size_t out_end) const {
        const std::size_t in_end = std::min(in + width, in_planes_);
        const std::size_t cells = rows_.span * cols_.span, image = cells * width;
        const buffer<T> images = make_buffer<T>((out_end - out) * image);  // {out, rows, cols, width}
        std::fill_n(images.get(), (out_end - out) * image, T{0});
        for_each_tap(rows_, cols_, w.in, w.out, {in, in_end, out, out_end},
                     [&](std::size_t tap, std::size_t row, std::size_t col, const plane_range& run) {
                         copy_scaled<T>(
                             {w.data + w.at(row, col, run.in % w.in, run.out % w.out), w.in_step, w.out_step},
                             {images.get() + (run.out - out) * image + tap * width + run.in - in, 1,
                              static_cast<std::ptrdiff_t>(image)},
                             run.in_end - run.in, run.out_end - run.out, dft::scale_of_product);
                     });
        const auto step = static_cast<std::ptrdiff_t>(width);
        for (std::size_t o = out; o < out_end; ++o)
            dft::forward({images.get() + (o - out) * image, 0, static_cast<std::ptrdiff_t>(cols_.span) * step, step, 0,
                          rows_.span, 0, cols_.span},
                         data_.get() + o / tile_channels * dft::slots * slot_step_ + in / width * weight_block +
                             o % tile_channels * 2 * width,
                         slot_step_);
    }
    kernel_view<T> of_;
    spectral_axis rows_, cols_;
    std::size_t in_planes_, out_planes_, blocks_, slot_step_;
    buffer<T> data_;
};

/// The steps of a convolution from x to y.
template <std::size_t N, class T>
class spectral_steps {
    using dft = real_dft<N, T>;
    static constexpr std::size_t width = simd::width<T>;

public:
    spectral_steps(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const spectral_axis& rows,
                   const spectral_axis& cols, tensor<T>& y)
        : x_(x),
          y_(y),
          bias_(bias),
          weights_(form_of<kernel_spectra<N, T>>(w, rows, cols)),
          from_(x, tile_axis::from(rows, N), tile_axis::from(cols, N)),
          to_(y, tile_axis::to(rows, N), tile_axis::to(cols, N)) {}

    std::size_t signals() const { return from_.signals(); }
    /// What the spectra of a signal take.
    std::size_t bytes() const { return (from_.planes() + to_.planes()) * dft::slots * 2 * width * sizeof(T); }
    /// Roughly the operations for a signal.
    std::size_t cost() const { return dft::slots * from_.planes() * to_.planes() * 4 * width; }

    /// Computes `count` signals, number `first` onwards.
    void compute(std::size_t first, std::size_t count) const {
        const spectra<T> values(dft::slots, count, from_.planes()), products(dft::slots, count, to_.planes());
        transform(first, values);
        multiply(values, products);
        transform_back(first, products);
    }

private:
    void transform(std::size_t first, const spectra<T>& values) const {
        parallel_for(
            values.signals * values.planes,
            [&](std::size_t item) {
                const std::size_t signal = item % values.signals, plane = item / values.signals;
                from_.read(x_.data(), first + signal, plane, [&](const image_cells<const T>& cells) {
                    dft::forward(cells, values.at(0, signal, plane), values.slot_step);
                });
            },
            dft::cost);
    }
    void multiply(const spectra<T>& values, const spectra<T>& products) const {
        const std::size_t tiles = divide_up(products.planes, tile_channels);
        const product_steps steps{values.planes, weights_->weight_block, 2 * width};
        parallel_for(
            dft::slots * tiles,
            [&](std::size_t item) {
                const std::size_t slot = item / tiles, tile = item % tiles, plane = tile * tile_channels;
                for_each_tile(std::min(tile_channels, products.planes - plane), [&](auto outs, std::size_t o) {
                    const auto product =
                        dft::is_real(slot) ? multiply_spectra<outs, true, T> : multiply_spectra<outs, false, T>;
                    for (std::size_t signal = 0; signal < values.signals; ++signal)
                        product(values.at(slot, signal, 0), weights_->at(slot, tile) + o * 2 * width, steps,
                                products.at(slot, signal, plane + o));
                });
            },
            values.signals * values.planes * tile_channels * 4 * width);
    }
    void transform_back(std::size_t first, const spectra<T>& products) const {
        parallel_for(
            products.signals * products.planes,
            [&](std::size_t item) {
                const std::size_t signal = item % products.signals, plane = item / products.signals;
                const auto constant = simd::broadcast(bias_ ? bias_[to_.channel_of(plane)] : T{0});
                to_.write(y_.data(), first + signal, plane, [&](const image_cells<T>& cells) {
                    const auto put = [&](std::size_t r, const simd::pack<T>* row) {
                        for (std::size_t c = 0; c < cells.col_end; ++c) simd::store(cells.at(r, c), row[c] + constant);
                    };
                    dft::inverse(products.at(0, signal, plane), products.slot_step, cells.row_end, put);
                });
            },
            dft::cost);
    }

    const tensor<T>& x_;
    tensor<T>& y_;
    const T* bias_;
    std::shared_ptr<const kernel_spectra<N, T>> weights_;
    tiled_batch<T> from_, to_;
};

}  // namespace detail

/// y[o, q] = bias[o] + sum over i and taps t of w(o, i, cell of t) x[i, q + rows.first + t] in every phase, with tiles
/// of N x N cells, N = 8 or 16. x {blocks, in, rows.from, cols.from, lanes}; y {blocks, out, rows.to, cols.to, lanes};
/// bias {out} or null.
template <std::size_t N, class T>
void spectral_convolution(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const spectral_axis& rows,
                          const spectral_axis& cols, tensor<T>& y) {
    const detail::spectral_steps<N, T> steps(x, w, bias, rows, cols, y);
    // A group of signals goes through all steps in one thread, in half of its second cache; where there are too few for
    // all threads, they share the steps.
    constexpr std::size_t cache = std::size_t{1} << 19;
    const std::size_t signals = steps.signals(), all = threads();
    std::size_t groups = std::min(signals, (signals * steps.bytes() / cache / all + 1) * all);
    if (signals <= all || (signals % all != 0 && signals < 4 * all)) groups = 1;
    parallel_for(
        groups,
        [&](std::size_t group) {
            const std::size_t first = group * signals / groups;
            steps.compute(first, (group + 1) * signals / groups - first);
        },
        signals / groups * steps.cost());
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels
