// A layer of weights between the channels of a pixel, as Keras 2.8 Dense: a convolution with a kernel of one cell.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/kernels/convolution.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>
#include <diapir/ops/convolution_map.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

namespace detail {

/// Weights {in, out} seen as a kernel of one cell. What frozen weights keep is found again by this view.
template <class T>
kernels::kernel_view<T> cell_of(const tensor<T>& w) {
    const std::size_t in = w.shape()[0], out = w.shape()[1];
    const auto row = static_cast<std::ptrdiff_t>(out), cell = static_cast<std::ptrdiff_t>(in * out);
    return {w.data(), out, in, 1, 1, cell, cell, row, 1, w.derived()};
}
/// One axis of an image under a window of one cell.
inline kernels::window_axis cells(std::size_t count) {
    return kernels::window_axis::over(count, 1, 1, padding::valid);
}

/// x {n, rows, cols, in} times w {in, out} at every pixel, plus a bias {out} unless it is null.
template <class T>
tensor<T> weighted(const tensor<T>& x, const tensor<T>& w, const T* bias) {
    tensor<T> y = x.batch_like(w.shape()[1], x.rows(), x.cols());
    kernels::convolve(x, cell_of(w), bias, cells(x.rows()), cells(x.cols()), y);
    return y;
}

}  // namespace detail

/// As a map of the image, for given weights.
template <class T>
struct dense_map {
    shared_tensor<T> weights;

    tensor<T> push(const tensor<T>& v) const { return detail::weighted<T>(v, *weights, nullptr); }
    tensor<T> pull(const tensor<T>& w) const {
        tensor<T> x = w.batch_like(weights->shape()[0], w.rows(), w.cols());
        kernels::convolve_adjoint<T>(w, detail::cell_of(*weights), nullptr, detail::cells(w.rows()),
                                     detail::cells(w.cols()), x);
        return x;
    }
};

/// As a map of the weights, for a given image, which may be any kind of anchor.
template <class A>
struct dense_weight_map {
    using T = typename A::value_type;

    A image;

    tensor<T> push(const tensor<T>& v) const { return detail::weighted<T>(*midpoint(image), v, nullptr); }
    tensor<T> pull(const tensor<T>& w) const {
        const detail::gradient_terms<T> of(midpoint(image), w);
        const std::size_t in = of.image->channels(), out = w.channels();
        tensor<T> kernel(shape{1, 1, in, out}), gradient(shape{in, out});
        kernels::convolution_gradient(*of.image, *of.cotangent, detail::cells(w.rows()), detail::cells(w.cols()),
                                      kernel);
        parallel_copy(kernel.data(), kernel.size(), gradient.data());
        return gradient;
    }
};

struct dense_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w) const {
        check<T>(x, w, nullptr);
        return detail::weighted<T>(x, w, nullptr);
    }
    template <class T>
    tensor<T> operator()(const tensor<T>& x, const tensor<T>& w, const tensor<T>& bias) const {
        check(x, w, &bias);
        return detail::weighted(x, w, bias.data());
    }

    template <class Y, class X, class W, class... B>
    auto linearize(const Y& y, const X& x, const W& w, const B&...) const {
        using T = typename Y::value_type;
        return std::tuple(dense_map<T>{midpoint(w)}, dense_weight_map<X>{x},
                          (static_cast<void>(sizeof(B)), bias_map<T>{y.x->shape()})...);
    }

private:
    template <class T>
    static void check(const tensor<T>& x, const tensor<T>& w, const tensor<T>* bias) {
        require(x.is_batch(), "dense: expected a batch of activations, got a plain tensor ", x.shape());
        require(w.shape().axes() == 2 && !w.is_batch() && w.size() > 0, "dense: expected weights {in, out}, got ",
                w.shape());
        require(x.channels() == w.shape()[0], "dense: the weights ", w.shape(), " take ", w.shape()[0],
                " channels, the image has ", x.channels());
        const shape out{w.shape()[1]};
        if (bias) require(bias->shape() == out, "dense: expected a bias ", out, ", got ", bias->shape());
    }
};

struct dense_function {
    /// x {n, rows, cols, in} times weights {in, out}, plus bias {out}, at every pixel: {n, rows, cols, out}. Rows of
    /// features are images {n, 1, 1, in}. Throws argument_error where the shapes do not fit.
    template <operand X, operand W, operand B>
    auto operator()(X&& x, W&& weights, B&& bias) const {
        return apply(dense_operation{}, std::forward<X>(x), std::forward<W>(weights), std::forward<B>(bias));
    }
    /// Without a bias.
    template <operand X, operand W>
    auto operator()(X&& x, W&& weights) const {
        return apply(dense_operation{}, std::forward<X>(x), std::forward<W>(weights));
    }
};

}  // namespace ops

inline constexpr ops::dense_function dense{};

}  // namespace diapir::inline DIAPIR_TARGET
