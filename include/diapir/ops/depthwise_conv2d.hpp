// Convolution of each channel by itself, with the semantics of Keras 2.8 DepthwiseConv2D.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/kernels/depthwise.hpp>
#include <diapir/ops/convolution_map.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

namespace detail {

/// x convolved with w {rows, cols, in, multiplier}, plus a bias {in * multiplier} unless it is null.
template <class T>
tensor<T> convolve_channels(const tensor<T>& x, const tensor<T>& w, const T* bias, const convolution_geometry& g) {
    tensor<T> y = x.batch_like(w.shape()[2] * w.shape()[3], g.rows.small, g.cols.small);
    kernels::depthwise(x, w, bias, g.rows, g.cols, y);
    return y;
}

}  // namespace detail

/// As a map of the image, for a given kernel.
template <class T>
struct depthwise_image_map {
    shared_tensor<T> kernel;
    convolution_geometry geometry;

    tensor<T> push(const tensor<T>& v) const { return detail::convolve_channels<T>(v, *kernel, nullptr, geometry); }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = w.batch_like(kernel->shape()[2], geometry.rows.large, geometry.cols.large);
        kernels::depthwise_adjoint(w, *kernel, geometry.rows, geometry.cols, x);
        return x;
    }
};

/// As a map of the kernel, for a given image, which may be any kind of anchor.
template <class A>
struct depthwise_kernel_map {
    using T = typename A::value_type;

    A image;
    shape kernel_shape;
    convolution_geometry geometry;

    tensor<T> push(const tensor<T>& v) const {
        return detail::convolve_channels<T>(*midpoint(image), v, nullptr, geometry);
    }
    tensor<T> pull(const tensor<T>& w) const {
        const detail::gradient_terms<T> of(midpoint(image), w);
        tensor<T> gradient(kernel_shape);
        kernels::depthwise_gradient(*of.image, *of.cotangent, geometry.rows, geometry.cols, gradient);
        return gradient;
    }
};

struct depthwise_conv2d_operation {
    static constexpr bool treats_samples_alike = true;

    convolution_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w) const {
        check<T>(x, w, nullptr);
        return detail::convolve_channels<T>(x, w, nullptr,
                                            convolution_geometry::over(x, w, options, "depthwise_conv2d"));
    }
    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w, const tensor<T>& bias) const {
        check(x, w, &bias);
        return detail::convolve_channels(x, w, bias.data(),
                                         convolution_geometry::over(x, w, options, "depthwise_conv2d"));
    }

    template <class Y, class X, class W, class... B>
    auto linearize(const Y& y, const X& x, const W& w, const B&...) const {
        using T = typename Y::value_type;
        const auto geometry = convolution_geometry::over(*x.x, *w.x, options);
        return std::tuple(depthwise_image_map<T>{midpoint(w), geometry},
                          depthwise_kernel_map<X>{x, w.x->shape(), geometry},
                          (static_cast<void>(sizeof(B)), bias_map<T>{y.x->shape()})...);
    }

private:
    template <class T>
    void check(const tensor<T>& x, const tensor<T>& w, const tensor<T>* bias) const {
        detail::check_undilated("depthwise_conv2d", options);
        require(x.is_batch(), "depthwise_conv2d: expected a batch of activations, got a plain tensor ", x.shape());
        require(w.shape().axes() == 4 && w.size() > 0,
                "depthwise_conv2d: expected a kernel {rows, cols, in, multiplier}, got ", w.shape());
        require(x.channels() == w.shape()[2], "depthwise_conv2d: the kernel ", w.shape(), " takes ", w.shape()[2],
                " channels, the image has ", x.channels());
        const shape out{w.shape()[2] * w.shape()[3]};
        if (bias) require(bias->shape() == out, "depthwise_conv2d: expected a bias ", out, ", got ", bias->shape());
    }
};

struct depthwise_conv2d_function {
    /// x {n, rows, cols, in} with kernel {kernel rows, kernel cols, in, multiplier} and bias {in * multiplier}: {n,
    /// rows', cols', in * multiplier}, where channel i * multiplier + m is channel i convolved with kernel (., ., i,
    /// m). Throws argument_error where the shapes do not fit.
    template <operand X, operand W, operand B>
    auto operator()(X&& x, W&& kernel, B&& bias, const convolution_options& options = {}) const {
        return apply(depthwise_conv2d_operation{options}, std::forward<X>(x), std::forward<W>(kernel),
                     std::forward<B>(bias));
    }
    /// Without a bias.
    template <operand X, operand W>
    auto operator()(X&& x, W&& kernel, const convolution_options& options = {}) const {
        return apply(depthwise_conv2d_operation{options}, std::forward<X>(x), std::forward<W>(kernel));
    }
};

}  // namespace ops

inline constexpr ops::depthwise_conv2d_function depthwise_conv2d{};

}  // namespace diapir::inline DIAPIR_TARGET
