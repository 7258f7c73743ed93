// Convolution whose taps lie `dilation` cells apart (Yu and Koltun 2016; Keras 2.8 Conv2D with dilation_rate). The
// pixels that lie so far apart are an image of their own, a phase; all phases, one after the other along the block
// axis, are convolved at once without dilation, and put together again.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/ops/convolution_map.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::ops {

/// One axis in phases: cell t of phase a is cell a + t * dilation - before of `whole` ones, or 0 outside. Phases
/// without a cell of the result are left out, as are cells that no other one meets.
struct phase_axis {
    std::size_t dilation, before, whole, part, phases;
};

namespace detail {

/// The phases of each image: {blocks * row phases * col phases, channels, part rows, part cols, lanes}.
template <class T>
tensor<T> to_phases(const tensor<T>& x, const phase_axis& rows, const phase_axis& cols) {
    const std::size_t channels = x.channels(), lanes = x.lanes(), phases = rows.phases * cols.phases;
    auto y =
        tensor<T>::batch_of_blocks(x.blocks() * phases, channels, rows.part, cols.part, lanes, x.samples() * phases);
    const auto cell = [](const phase_axis& axis, std::size_t phase, std::size_t t) {
        return phase + t * axis.dilation - axis.before;  // wraps around below 0
    };
    parallel_for(
        y.blocks() * channels,
        [&](std::size_t plane) {
            const std::size_t block = plane / channels, row_phase = block % phases / cols.phases,
                              col_phase = block % cols.phases;
            const T* from = x.data() + (block / phases * channels + plane % channels) * rows.whole * cols.whole * lanes;
            T* to = y.data() + plane * rows.part * cols.part * lanes;
            for (std::size_t r = 0; r < rows.part; ++r)
                for (std::size_t c = 0; c < cols.part; ++c, to += lanes) {
                    const std::size_t row = cell(rows, row_phase, r), col = cell(cols, col_phase, c);
                    if (row < rows.whole && col < cols.whole) {
                        std::copy_n(from + (row * cols.whole + col) * lanes, lanes, to);
                    } else {
                        std::fill_n(to, lanes, T{0});
                    }
                }
        },
        2 * rows.part * cols.part * lanes);
    return y;
}

/// The images of their phases; the adjoint of to_phases, which takes every pixel once or not at all.
template <class T>
tensor<T> from_phases(const tensor<T>& parts, const phase_axis& rows, const phase_axis& cols) {
    const std::size_t channels = parts.channels(), lanes = parts.lanes(), phases = rows.phases * cols.phases;
    auto x = tensor<T>::batch_of_blocks(parts.blocks() / phases, channels, rows.whole, cols.whole, lanes,
                                        parts.samples() / phases);
    parallel_for(
        x.blocks() * channels,
        [&](std::size_t plane) {
            T* to = x.data() + plane * rows.whole * cols.whole * lanes;
            for (std::size_t row = rows.before; row < rows.before + rows.whole; ++row)
                for (std::size_t col = cols.before; col < cols.before + cols.whole; ++col, to += lanes) {
                    const std::size_t row_phase = row % rows.dilation, col_phase = col % cols.dilation;
                    if (row_phase >= rows.phases || col_phase >= cols.phases) {
                        std::fill_n(to, lanes, T{0});
                        continue;
                    }
                    const std::size_t block = (plane / channels * rows.phases + row_phase) * cols.phases + col_phase;
                    const std::size_t pixel = row / rows.dilation * cols.part + col / cols.dilation;
                    const std::size_t at = (block * channels + plane % channels) * rows.part * cols.part + pixel;
                    std::copy_n(parts.data() + at * lanes, lanes, to);
                }
        },
        2 * rows.whole * cols.whole * lanes);
    return x;
}

}  // namespace detail

/// Image and result of a dilated convolution in phases, and the convolution of a phase.
struct dilated_geometry {
    phase_axis image_rows, image_cols, result_rows, result_cols;
    convolution_geometry phase;

    template <class T>
    static dilated_geometry over(const tensor<T>& image, const tensor<T>& w, const convolution_options& o) {
        require(o.row_stride == 1 && o.col_stride == 1, "conv2d: expected strides of 1 with a dilation, got ",
                o.row_stride, " and ", o.col_stride);
        constexpr std::size_t most = 1 << 16;
        require(o.row_dilation > 0 && o.col_dilation > 0 && o.row_dilation <= most && o.col_dilation <= most,
                "conv2d: expected dilations of 1 to ", most, ", got ", o.row_dilation, " and ", o.col_dilation);
        const auto [image_rows, result_rows] = axes(image.rows(), w.shape()[0], o.row_dilation, o.border);
        const auto [image_cols, result_cols] = axes(image.cols(), w.shape()[1], o.col_dilation, o.border);
        return {image_rows,
                image_cols,
                result_rows,
                result_cols,
                {kernels::window_axis::over(image_rows.part, w.shape()[0], 1, padding::valid),
                 kernels::window_axis::over(image_cols.part, w.shape()[1], 1, padding::valid)}};
    }

    template <class T>
    tensor<T> image_phases(const tensor<T>& x) const {
        return detail::to_phases(x, image_rows, image_cols);
    }
    template <class T>
    tensor<T> result_phases(const tensor<T>& y) const {
        return detail::to_phases(y, result_rows, result_cols);
    }
    template <class T>
    tensor<T> convolved(const tensor<T>& x, const tensor<T>& w, const T* bias) const {
        return detail::from_phases(convolve(image_phases(x), w, bias, phase), result_rows, result_cols);
    }

private:
    /// Of an image axis under a kernel of `size` cells, and of its result. As in Keras, the smaller half of the padding
    /// comes first.
    static std::pair<phase_axis, phase_axis> axes(std::size_t image, std::size_t size, std::size_t dilation,
                                                  padding border) {
        require(size > 0, "conv2d: expected a kernel of at least one cell, got 0");
        const std::size_t reach = (size - 1) * dilation;
        require(border == padding::same || reach < image, "conv2d: a valid window of ", reach + 1,
                " cells does not fit an axis of ", image);
        const bool same = border == padding::same;
        const std::size_t result = same ? image : image - reach, part = divide_up(result, dilation),
                          phases = std::min(dilation, result);
        return {{dilation, same ? reach / 2 : 0, image, part + size - 1, phases}, {dilation, 0, result, part, phases}};
    }
};

/// As a map of the image, for a given kernel.
template <class T>
struct dilated_image_map {
    shared_tensor<T> kernel;
    dilated_geometry geometry;

    tensor<T> push(const tensor<T>& v) const { return geometry.convolved<T>(v, *kernel, nullptr); }
    tensor<T> pull(const tensor<T>& w) const {
        return detail::from_phases(convolve_adjoint<T>(geometry.result_phases(w), *kernel, nullptr, geometry.phase),
                                   geometry.image_rows, geometry.image_cols);
    }
};

/// As a map of the kernel, for a given image, which may be any kind of anchor.
template <class A>
struct dilated_kernel_map {
    using T = typename A::value_type;

    A image;
    shape kernel_shape;
    dilated_geometry geometry;

    tensor<T> push(const tensor<T>& v) const { return geometry.convolved<T>(*midpoint(image), v, nullptr); }
    tensor<T> pull(const tensor<T>& w) const {
        const detail::gradient_terms<T> of(midpoint(image), w);
        tensor<T> gradient(kernel_shape);
        kernels::convolution_gradient(geometry.image_phases(*of.image), geometry.result_phases(*of.cotangent),
                                      geometry.phase.rows, geometry.phase.cols, gradient);
        return gradient;
    }
};

/// conv2d where a dilation is not 1.
struct dilated_conv2d_operation {
    static constexpr bool treats_samples_alike = true;

    convolution_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w) const {
        detail::check_convolution<T>("conv2d", x, w, nullptr, false);
        return dilated_geometry::over(x, w, options).template convolved<T>(x, w, nullptr);
    }
    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w, const tensor<T>& bias) const {
        detail::check_convolution("conv2d", x, w, &bias, false);
        return dilated_geometry::over(x, w, options).convolved(x, w, bias.data());
    }

    template <class Y, class X, class W, class... B>
    auto linearize(const Y& y, const X& x, const W& w, const B&...) const {
        using T = typename Y::value_type;
        const auto geometry = dilated_geometry::over(*x.x, *w.x, options);
        return std::tuple(dilated_image_map<T>{midpoint(w), geometry},
                          dilated_kernel_map<X>{x, static_cast<const shape&>(w.x->shape()), geometry},
                          (static_cast<void>(sizeof(B)), bias_map<T>{y.x->shape()})...);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::ops
