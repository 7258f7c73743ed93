// The linear maps of convolution: in the image (push convolves, pull is its adjoint) and in the kernel. A transposed
// convolution is the adjoint of a convolution, so both operations are made of these.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/kernels/convolution.hpp>
#include <diapir/kernels/direct/kernel_gradient.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/sample_runs.hpp>
#include <diapir/kernels/window.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::ops {

/// Options of conv2d, conv2d_transpose and depthwise_conv2d. Only conv2d takes a dilation, the distance between taps in
/// pixels, and then no strides.
struct convolution_options {
    std::size_t row_stride = 1, col_stride = 1;
    diapir::padding border = diapir::padding::same;
    std::size_t row_dilation = 1, col_dilation = 1;

    bool dilated() const { return row_dilation != 1 || col_dilation != 1; }
};

/// The two axes of a convolution from a large image to a small one.
struct convolution_geometry {
    kernels::window_axis rows, cols;

    template <class T>
    static convolution_geometry over(const tensor<T>& image, const tensor<T>& w, const convolution_options& o,
                                     const char* name = "convolution") {
        return {kernels::window_axis::over(image.rows(), w.shape()[0], o.row_stride, o.border, {name, "rows"}),
                kernels::window_axis::over(image.cols(), w.shape()[1], o.col_stride, o.border, {name, "cols"})};
    }
    template <class T>
    static convolution_geometry under(const tensor<T>& image, const tensor<T>& w, const convolution_options& o,
                                      const char* name = "convolution") {
        return {kernels::window_axis::under(image.rows(), w.shape()[0], o.row_stride, o.border, {name, "rows"}),
                kernels::window_axis::under(image.cols(), w.shape()[1], o.col_stride, o.border, {name, "cols"})};
    }
};

/// Convolves a batch with a kernel {rows, cols, in, out}: from {blocks, in, large} to {blocks, out, small}.
template <class T>
tensor<T> convolve(const tensor<T>& x, const tensor<T>& w, const T* bias, const convolution_geometry& g) {
    tensor<T> y = x.batch_like(w.shape()[3], g.rows.small, g.cols.small);
    kernels::convolve(x, kernels::kernel_view<T>::of(w), bias, g.rows, g.cols, y);
    return y;
}

/// The adjoint: from {blocks, out, small} to {blocks, in, large}, with an optional bias {in}.
template <class T>
tensor<T> convolve_adjoint(const tensor<T>& x, const tensor<T>& w, const T* bias, const convolution_geometry& g) {
    tensor<T> y = x.batch_like(w.shape()[2], g.rows.large, g.cols.large);
    kernels::convolve_adjoint(x, kernels::kernel_view<T>::of(w), bias, g.rows, g.cols, y);
    return y;
}

/// Convolution as a map of the image, for a given kernel.
template <class T>
struct image_map {
    shared_tensor<T> kernel;
    convolution_geometry geometry;

    tensor<T> push(const tensor<T>& v) const { return convolve<T>(v, *kernel, nullptr, geometry); }
    tensor<T> pull(const tensor<T>& w) const { return convolve_adjoint<T>(w, *kernel, nullptr, geometry); }
};

namespace detail {

/// Kernels and biases are plain: the cotangents of several would fall on top of one another.
inline void check_single(std::size_t blocks, std::size_t expected) {
    require(blocks == expected, "convolution: expected one cotangent of ", expected,
            " blocks for a kernel or bias, got ", blocks, " blocks");
}

/// What the gradient of a kernel is summed from, over all lanes: an image and one cotangent. Their empty lanes are
/// cleared, as an infinite slope makes NaN there even of the cotangent 0.
template <class T>
struct gradient_terms {
    shared_tensor<T> image, cotangent;

    gradient_terms(const shared_tensor<T>& at, const tensor<T>& w)
        : image(kernels::with_empty_lanes_cleared(at)), cotangent(kernels::with_empty_lanes_cleared(refer_to(w))) {
        check_single(w.blocks(), at->blocks());
    }
};

}  // namespace detail

/// Convolution, or its adjoint, as a map of the kernel for a given image, which may be any kind of anchor.
template <bool Adjoint, class A>
struct kernel_map {
    using T = typename A::value_type;

    A image;
    shape kernel_shape;
    convolution_geometry geometry;

    tensor<T> push(const tensor<T>& v) const {
        const auto convolution = Adjoint ? convolve_adjoint<T> : convolve<T>;
        return convolution(*midpoint(image), v, nullptr, geometry);
    }
    tensor<T> pull(const tensor<T>& w) const {
        const detail::gradient_terms<T> of(midpoint(image), w);
        tensor<T> gradient(kernel_shape);
        kernels::convolution_gradient(*(Adjoint ? of.cotangent : of.image), *(Adjoint ? of.image : of.cotangent),
                                      geometry.rows, geometry.cols, gradient);
        return gradient;
    }
};

/// Addition of one number a channel, as a map of the bias {channels}: a batch of that shape holds the result.
template <class T>
struct bias_map {
    tensor_shape result;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y(result);
        const std::size_t run = result[2] * result[3] * result[4];
        for (std::size_t plane = 0; plane < result[0] * result[1]; ++plane)
            std::fill_n(y.data() + plane * run, run, v[plane % result[1]]);
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const {
        detail::check_single(w.blocks(), result[0]);
        tensor<T> gradient(shape{result[1]});
        kernels::bias_gradient(w, gradient);
        return gradient;
    }
};

namespace detail {

/// Throws argument_error where a convolution that takes no dilation is given one.
inline void check_undilated(const char* name, const convolution_options& o) {
    require(!o.dilated(), name, ": expected dilations of 1, got ", o.row_dilation, " and ", o.col_dilation);
}

/// Throws argument_error unless x is a batch, w a kernel that takes its channels, and the bias fits.
template <class T>
void check_convolution(const char* name, const tensor<T>& x, const tensor<T>& w, const tensor<T>* bias, bool adjoint) {
    require(x.is_batch(), name, ": expected a batch of activations, got a plain tensor ", x.shape());
    require(w.shape().axes() == 4, name, ": expected a kernel {rows, cols, ", adjoint ? "out, in" : "in, out",
            "}, got ", w.shape());
    require(w.size() > 0, name, ": expected a kernel of at least one cell, got ", w.shape());
    const std::size_t in = w.shape()[adjoint ? 3 : 2], out = w.shape()[adjoint ? 2 : 3];
    require(x.channels() == in, name, ": the kernel ", w.shape(), " takes ", in, " channels, the image has ",
            x.channels());
    if (bias) require(bias->shape() == shape{out}, name, ": expected a bias ", shape{out}, ", got ", bias->shape());
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::ops
