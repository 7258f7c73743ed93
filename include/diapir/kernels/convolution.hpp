// Convolution, its adjoint and its kernel gradient, each in the way that takes the least time by an estimate:
//   direct    the sum over the taps (`correlate`, `kernel_gradient`): few channels, small kernels;
//   channels  the same with registers of channels (`correlate_channels`, `kernel_gradient_channels`): few samples;
//   winograd  3 x 3 kernels between many channels, not for the kernel gradient;
//   spectral  products of Fourier transforms: larger kernels, and most kernel gradients.
// The estimate knows extents and registers, not threads: results are the same for any number of them.
//
// Winograd and spectral compute the outputs of a tile from all of its cells. A NaN, an infinity or a number far beyond
// the others, such as 1e30 for a missing value, spoils all outputs of the tiles that have it, by NaN or by rounding: up
// to 5 pixels away with winograd, 7 and 15 with spectral (times the stride), where the plain sum stays within the
// kernel's reach. Other samples are not affected.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/direct/correlate.hpp>
#include <diapir/kernels/direct/correlate_channels.hpp>
#include <diapir/kernels/direct/kernel_gradient.hpp>
#include <diapir/kernels/direct/kernel_gradient_channels.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/spectral/spectral_axis.hpp>
#include <diapir/kernels/spectral/spectral_convolution.hpp>
#include <diapir/kernels/spectral/spectral_gradient.hpp>
#include <diapir/kernels/window.hpp>
#include <diapir/kernels/winograd/winograd.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::kernels {

/// Ways to compute a convolution; the spectral ones with tiles of 8 x 8 or 16 x 16 cells.
enum class convolution_method { direct, channels, winograd, spectral_8, spectral_16 };

namespace detail {

/// What a convolution takes in each way, in multiply-adds of a register; the factors are measurements.
class convolution_estimate {
public:
    /// For samples like those of x and a kernel from the large image {w.in} to the small one {w.out}.
    template <class T>
    convolution_estimate(const tensor<T>& x, const kernel_view<T>& w, const window_axis& rows, const window_axis& cols)
        : rows_(rows),
          cols_(cols),
          large_(number(w.in)),
          small_(number(w.out)),
          width_(number(simd::width<T>)),
          registers_(number(x.blocks() * x.lanes()) / width_),
          full_(x.lanes() % simd::width<T> == 0) {}

    /// Of the ways to compute the convolution. All batches that fill registers count as one of 32 samples, so that a
    /// sample's result does not depend on the batch it is in.
    convolution_method fastest() const { return fastest(large_, small_); }
    /// Of those to compute its adjoint.
    convolution_method fastest_adjoint() const { return fastest(small_, large_); }
    convolution_method fastest_gradient() const {
        using enum convolution_method;
        return cheapest({{direct, direct_gradient()},
                         {channels, full_ ? never : channel_sum(large_, small_)},
                         {spectral_8, spectral_gradient(8)},
                         {spectral_16, spectral_gradient(16)}});
    }

private:
    static constexpr double never = std::numeric_limits<double>::infinity();

    static double number(std::size_t n) { return static_cast<double>(n); }
    using priced = std::pair<convolution_method, double>;
    static convolution_method cheapest(std::initializer_list<priced> ways) {
        return std::min_element(ways.begin(), ways.end(),
                                [](const priced& a, const priced& b) { return a.second < b.second; })
            ->first;
    }
    convolution_method fastest(double in, double out) const {
        using enum convolution_method;
        const double registers = full_ ? 32 / width_ : registers_;
        return cheapest({{direct, direct_sum(registers)},
                         {channels, full_ ? never : channel_sum(in, out)},
                         {winograd, winograd_tiles(registers)},
                         {spectral_8, spectral(8, registers)},
                         {spectral_16, spectral(16, registers)}});
    }

    double taps() const { return number(rows_.tap_count() * cols_.tap_count()); }
    double direct_sum(double registers) const {
        if (full_) return 1.15 * large_ * small_ * registers * taps();
        // Registers run over the zeros between rows, and taps outside the image are not left out.
        const double windows =
            number(rows_.size * cols_.size * rows_.small) * number(cols_.small + cols_.size / cols_.stride);
        return 1.15 * large_ * small_ * registers * windows;
    }
    double direct_gradient() const {
        if (full_) return 1.3 * direct_sum(registers_);
        const double row = registers_ * number(cols_.small) + 16;  // ends of rows take long
        return large_ * small_ * number(rows_.tap_count() * cols_.size) * row;
    }
    /// Of the convolution from `in` to `out` channels, and of its kernel gradient.
    double channel_sum(double in, double out) const {
        const double all = std::ceil(out / width_), single = std::fmod(all, number(channel_registers));
        const double samples = registers_ * width_;
        return samples *
               (in * taps() * (1.15 * (all - single) + 1.7 * single) + 4 * out * number(rows_.small * cols_.small));
    }
    /// That of the adjoint differs little.
    double winograd_tiles(double registers) const {
        if (!full_ || !winograd_applies(rows_) || !winograd_applies(cols_)) return never;
        const auto tiles = [](std::size_t length) { return number(divide_up(length, winograd_outputs)); };
        const double tile = 36 * (large_ + 6) * (small_ + 6) + 300 * large_ + 480 * small_;
        return registers * tiles(rows_.small) * tiles(cols_.small) * tile + 50 * large_ * small_;
    }
    double spectral(std::size_t n, double registers) const {
        const spectral_cost cost(*this, n, registers);
        return cost.signals * (cost.transform * (cost.large + small_) + cost.product * cost.large * small_) +
               0.8 * cost.transform * std::ceil(cost.large / width_) * small_;
    }
    double spectral_gradient(std::size_t n) const {
        const spectral_cost cost(*this, n, registers_);
        const double results =
            std::min(std::ceil(cost.large / width_) * small_, std::ceil(small_ / width_) * cost.large);
        return cost.signals * (1.2 * cost.transform * (cost.large + small_) + cost.product * width_ * results) +
               cost.transform * results;
    }
    /// Of tiles of n x n cells.
    struct spectral_cost {
        double large;               ///< planes of the large image
        double signals = never;     ///< registers of tiles
        double transform, product;  ///< of a plane of a signal, and of two of them

        spectral_cost(const convolution_estimate& e, std::size_t n, double registers)
            : large(e.large_ * number(e.rows_.stride * e.cols_.stride)),
              transform((n == 8 ? 1300 : 6000) * (e.full_ ? 1 : 2.4)),  // collecting lanes of several tiles takes long
              product(2.2 * number(n * n)) {
            const auto rows = spectral_axis::forward(e.rows_), cols = spectral_axis::forward(e.cols_);
            if (rows.per_tile(n) > 0 && cols.per_tile(n) > 0)
                signals = std::ceil(registers * number(rows.tiles(n) * cols.tiles(n)));
        }
    };

    window_axis rows_, cols_;
    double large_, small_, width_, registers_;
    bool full_;
};

}  // namespace detail

/// Convolves a batch x {blocks, in, large rows, large cols, lanes} with w {rows, cols, in, out}: y {blocks, out, small
/// rows, small cols, lanes}; bias {out} or null.
template <class T>
void convolve(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const window_axis& rows,
              const window_axis& cols, tensor<T>& y) {
    switch (detail::convolution_estimate(x, w, rows, cols).fastest()) {
        case convolution_method::direct:
            return correlate(x, form_of<packed_kernel<T>>(w)->weights, w, bias, rows.forward(), cols.forward(), y);
        case convolution_method::channels:
            return correlate_channels(x, w, bias, rows.forward(), cols.forward(), y);
        case convolution_method::winograd:
            return winograd(x, w, bias, rows.forward(), cols.forward(), y);
        case convolution_method::spectral_8:
            return spectral_convolution<8>(x, w, bias, spectral_axis::forward(rows), spectral_axis::forward(cols), y);
        case convolution_method::spectral_16:
            return spectral_convolution<16>(x, w, bias, spectral_axis::forward(rows), spectral_axis::forward(cols), y);
    }
}

/// The adjoint: from x {blocks, out, small rows, small cols, lanes} to y {blocks, in, large rows, large cols, lanes};
/// bias {in} or null.
template <class T>
void convolve_adjoint(const tensor<T>& x, const kernel_view<T>& w, const T* bias, const window_axis& rows,
                      const window_axis& cols, tensor<T>& y) {
    const kernel_view<T> reversed = w.adjoint(), swapped = w.transposed();
    switch (detail::convolution_estimate(x, w, rows, cols).fastest_adjoint()) {
        case convolution_method::channels:
            return correlate_channels(x, reversed, bias, rows.adjoint(), cols.adjoint(), y);
        case convolution_method::direct:
            return correlate(x, form_of<packed_kernel<T>>(reversed)->weights, reversed, bias, rows.adjoint(),
                             cols.adjoint(), y);
        case convolution_method::winograd:
            return winograd(x, reversed, bias, rows.adjoint(), cols.adjoint(), y);
        case convolution_method::spectral_8:
            return spectral_convolution<8>(x, swapped, bias, spectral_axis::adjoint(rows), spectral_axis::adjoint(cols),
                                           y);
        case convolution_method::spectral_16:
            return spectral_convolution<16>(x, swapped, bias, spectral_axis::adjoint(rows),
                                            spectral_axis::adjoint(cols), y);
    }
}

/// The gradient dw {rows, cols, in, out} of <g, convolution of x with w> by w: x {blocks, in, large rows, large cols,
/// lanes}, g {blocks, out, small rows, small cols, lanes}.
template <class T>
void convolution_gradient(const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols,
                          tensor<T>& dw) {
    switch (detail::convolution_estimate(x, kernel_view<T>::of(dw), rows, cols).fastest_gradient()) {
        case convolution_method::channels:
            return kernel_gradient_channels(x, g, rows, cols, dw);
        case convolution_method::spectral_8:
            return spectral_kernel_gradient<8>(x, g, rows, cols, dw);
        case convolution_method::spectral_16:
            return spectral_kernel_gradient<16>(x, g, rows, cols, dw);
        default:
            return kernel_gradient(x, g, rows, cols, dw);
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::kernels

#ifdef DIAPIR_PRECOMPILED
#include <diapir/kernels/dispatch.hpp>
#endif
