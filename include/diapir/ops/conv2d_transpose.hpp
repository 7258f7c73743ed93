// Transposed two-dimensional convolution with the semantics of Keras 2.8 Conv2DTranspose: the adjoint of conv2d on the
// larger image, with Keras' alignment of `same`.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/ops/convolution_map.hpp>

#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

struct conv2d_transpose_operation {
    static constexpr bool treats_samples_alike = true;

    convolution_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w) const {
        detail::check_undilated("conv2d_transpose", options);
        detail::check_convolution<T>("conv2d_transpose", x, w, nullptr, true);
        return convolve_adjoint<T>(x, w, nullptr, convolution_geometry::under(x, w, options, "conv2d_transpose"));
    }
    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w, const tensor<T>& bias) const {
        detail::check_undilated("conv2d_transpose", options);
        detail::check_convolution("conv2d_transpose", x, w, &bias, true);
        return convolve_adjoint(x, w, bias.data(), convolution_geometry::under(x, w, options, "conv2d_transpose"));
    }

    template <class Y, class X, class W, class... B>
    auto linearize(const Y& y, const X& x, const W& w, const B&...) const {
        using T = typename X::value_type;
        const auto geometry = convolution_geometry::under(*x.x, *w.x, options);
        return std::tuple(adjoint_map<image_map<T>>{{midpoint(w), geometry}},
                          kernel_map<true, X>{x, w.x->shape(), geometry},
                          (static_cast<void>(sizeof(B)), bias_map<T>{y.x->shape()})...);
    }
};

struct conv2d_transpose_function {
    /// x {n, rows, cols, in} with kernel {kernel rows, kernel cols, out, in} and bias {out}: {n, rows', cols', out}
    /// where rows' = rows * row_stride for `same`. Throws argument_error where the shapes do not fit.
    template <operand X, operand W, operand B>
    auto operator()(X&& x, W&& kernel, B&& bias, const convolution_options& options = {}) const {
        return apply(conv2d_transpose_operation{options}, std::forward<X>(x), std::forward<W>(kernel),
                     std::forward<B>(bias));
    }
    /// Without a bias.
    template <operand X, operand W>
    auto operator()(X&& x, W&& kernel, const convolution_options& options = {}) const {
        return apply(conv2d_transpose_operation{options}, std::forward<X>(x), std::forward<W>(kernel));
    }
};

}  // namespace ops

inline constexpr ops::conv2d_transpose_function conv2d_transpose{};

}  // namespace diapir::inline DIAPIR_TARGET
