// Zero padding and its adjoint, cropping, at the bottom and right of an image.
#pragma once

#include <diapir/autodiff/operation.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

namespace detail {

/// The top left rows x cols pixels of a batch, with zeros where it has none.
template <class T>
tensor<T> resized(const tensor<T>& x, std::size_t rows, std::size_t cols) {
    tensor<T> y = x.batch_like(x.channels(), rows, cols);
    std::fill(y.begin(), y.end(), T{0});
    const std::size_t lanes = x.lanes(), kept_rows = std::min(rows, x.rows()), kept = std::min(cols, x.cols()) * lanes;
    for (std::size_t plane = 0; plane < x.blocks() * x.channels(); ++plane)
        for (std::size_t r = 0; r < kept_rows; ++r)
            std::copy_n(x.data() + (plane * x.rows() + r) * x.cols() * lanes, kept,
                        y.data() + (plane * rows + r) * cols * lanes);
    return y;
}

}  // namespace detail

template <class T>
struct resize_map {
    std::size_t from_rows, from_cols, to_rows, to_cols;

    tensor<T> push(const tensor<T>& v) const { return detail::resized(v, to_rows, to_cols); }
    tensor<T> pull(const tensor<T>& w) const { return detail::resized(w, from_rows, from_cols); }
};

struct pad2d_operation {
    static constexpr bool treats_samples_alike = true;

    std::size_t rows, cols;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), "pad2d: expected a batch of activations, got a plain tensor ", x.shape());
        return detail::resized(x, rows, cols);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(resize_map<typename X::value_type>{x.x->rows(), x.x->cols(), rows, cols});
    }
};

struct pad2d_function {
    /// x {n, r, c, channels} -> {n, rows, cols, channels}: zeros are added at the bottom and right, or pixels cut off
    /// there.
    template <operand X>
    auto operator()(X&& x, std::size_t rows, std::size_t cols) const {
        return apply(pad2d_operation{rows, cols}, std::forward<X>(x));
    }
};

}  // namespace ops

inline constexpr ops::pad2d_function pad2d{};

}  // namespace diapir::inline DIAPIR_TARGET
