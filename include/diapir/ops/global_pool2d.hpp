// The mean and the largest value of each channel of an image, as Keras 2.8 GlobalAveragePooling2D and
// GlobalMaxPooling2D with keepdims.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/ops/broadcast.hpp>
#include <diapir/ops/function.hpp>
#include <diapir/ops/pool2d.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// The adjoint of repeating one pixel over an image, times the share of a pixel.
struct global_average_pool2d_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        return map(x).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(map(*x.x));
    }

private:
    template <class T>
    static adjoint_map<repeat_map<T>> map(const tensor<T>& x) {
        require(x.is_batch(), "global_average_pool2d: expected a batch of activations, got a plain tensor ", x.shape());
        const auto pixel = tensor_shape::batch(x.blocks(), x.channels(), 1, 1, x.lanes(), x.samples());
        return {{pixel, x.shape(), static_cast<T>(1 / static_cast<double>(x.rows() * x.cols()))}};
    }
};

struct global_max_pool2d_function {
    /// A window of the whole image.
    template <operand X>
    auto operator()(X&& x) const {
        const auto& image = value_of(x);
        require(image.is_batch(), "global_max_pool2d: expected a batch of activations, got a plain tensor ",
                image.shape());
        const pool_options whole{.rows = image.rows(), .cols = image.cols(), .row_stride = 1, .col_stride = 1};
        return apply(max_pool2d_operation{whole}, std::forward<X>(x));
    }
};

}  // namespace ops

/// The mean of each channel over all pixels: x {n, rows, cols, channels} -> {n, 1, 1, channels}. Throws argument_error
/// unless x is a batch.
inline constexpr ops::function<ops::global_average_pool2d_operation> global_average_pool2d{};
/// The largest value of each channel over all pixels, likewise; among equals the first, row by row, receives the
/// gradient, and a chord has the rule of max_pool2d.
inline constexpr ops::global_max_pool2d_function global_max_pool2d{};

}  // namespace diapir::inline DIAPIR_TARGET
