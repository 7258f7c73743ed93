// Two-dimensional convolution (cross-correlation) with the semantics of Keras 2.8 Conv2D.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/ops/convolution_map.hpp>
#include <diapir/ops/dilated_conv2d.hpp>

#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

struct conv2d_operation {
    static constexpr bool treats_samples_alike = true;

    convolution_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w) const {
        detail::check_convolution<T>("conv2d", x, w, nullptr, false);
        return convolve<T>(x, w, nullptr, convolution_geometry::over(x, w, options, "conv2d"));
    }
    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w, const tensor<T>& bias) const {
        detail::check_convolution("conv2d", x, w, &bias, false);
        return convolve(x, w, bias.data(), convolution_geometry::over(x, w, options, "conv2d"));
    }

    template <class Y, class X, class W, class... B>
    auto linearize(const Y& y, const X& x, const W& w, const B&...) const {
        using T = typename X::value_type;
        const auto geometry = convolution_geometry::over(*x.x, *w.x, options);
        return std::tuple(image_map<T>{midpoint(w), geometry},
                          kernel_map<false, X>{x, static_cast<const shape&>(w.x->shape()), geometry},
                          (static_cast<void>(sizeof(B)), bias_map<T>{y.x->shape()})...);
    }
};

struct conv2d_function {
    /// x {n, rows, cols, in} convolved with kernel {kernel rows, kernel cols, in, out}, plus bias {out}: {n, rows',
    /// cols', out}. Each argument is a tensor or a variable, x a batch. Throws argument_error where the shapes do not
    /// fit, and for strides together with a dilation. A pixel that is NaN, infinite or far larger than the others may
    /// spoil outputs beyond the kernel's reach, see kernels/convolution.hpp: replace missing values before.
    template <operand X, operand W, operand B>
    auto operator()(X&& x, W&& kernel, B&& bias, const convolution_options& options = {}) const {
        if (options.dilated())
            return apply(dilated_conv2d_operation{options}, std::forward<X>(x), std::forward<W>(kernel),
                         std::forward<B>(bias));
        return apply(conv2d_operation{options}, std::forward<X>(x), std::forward<W>(kernel), std::forward<B>(bias));
    }
    /// Without a bias.
    template <operand X, operand W>
    auto operator()(X&& x, W&& kernel, const convolution_options& options = {}) const {
        if (options.dilated())
            return apply(dilated_conv2d_operation{options}, std::forward<X>(x), std::forward<W>(kernel));
        return apply(conv2d_operation{options}, std::forward<X>(x), std::forward<W>(kernel));
    }
};

}  // namespace ops

inline constexpr ops::conv2d_function conv2d{};

}  // namespace diapir::inline DIAPIR_TARGET
