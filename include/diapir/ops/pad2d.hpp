// Padding of images: with zeros up to a size, at the bottom and right, or the other way, cropping there; and at all
// sides by zeros, by reflection, or by the pixels of the edge, as torch 1.13 pad (constant, reflect, replicate).
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/pixel_map.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// What pixels outside an image are: zero, its pixels mirrored at those of the edge, or those of the edge.
enum class pad_mode { zero, reflect, edge };

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
        require(rows > 0 && cols > 0, "pad2d: expected at least one row and column, got ", rows, " x ", cols);
        return detail::resized(x, rows, cols);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(resize_map<typename X::value_type>{x.x->rows(), x.x->cols(), rows, cols});
    }
};

/// How many rows and columns are added at each side, and of what.
struct pad_options {
    std::size_t top = 0, bottom = 0, left = 0, right = 0;
    pad_mode mode = pad_mode::zero;
};

struct pad_sides_operation {
    static constexpr bool treats_samples_alike = true;

    pad_options options;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), "pad2d: expected a batch of activations, got a plain tensor ", x.shape());
        constexpr std::size_t most = std::size_t{1} << 31;
        for (const std::size_t side : {options.top, options.bottom, options.left, options.right})
            require(side <= most, "pad2d: expected at most ", most, " rows or columns at a side, got ", side);
        require(options.mode == pad_mode::zero || options.mode == pad_mode::reflect || options.mode == pad_mode::edge,
                "pad2d: expected a mode that there is");
        if (options.mode == pad_mode::reflect)
            require(
                std::max(options.top, options.bottom) < x.rows() && std::max(options.left, options.right) < x.cols(),
                "pad2d: a reflection of ", std::max(options.top, options.bottom), " rows and ",
                std::max(options.left, options.right), " columns needs larger images than ", x.shape());
        x.batch_like(x.channels(), options.top + x.rows() + options.bottom,
                     options.left + x.cols() + options.right);  // as in resize2d
        return map(x).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(map(*x.x));
    }

private:
    template <class T>
    pixel_map<T> map(const tensor<T>& x) const {
        return {padded(x.rows(), options.top, options.bottom), padded(x.cols(), options.left, options.right)};
    }
    taken_axis padded(std::size_t from, std::size_t before, std::size_t after) const {
        const auto last = static_cast<std::ptrdiff_t>(from) - 1;
        return {from, before + from + after, [=, mode = options.mode](std::size_t p) {
                    const auto at = static_cast<std::ptrdiff_t>(p) - static_cast<std::ptrdiff_t>(before);
                    if (at >= 0 && at <= last) return at;
                    if (mode == pad_mode::zero) return taken_axis::zero;
                    if (mode == pad_mode::edge) return std::clamp<std::ptrdiff_t>(at, 0, last);
                    return at < 0 ? -at : 2 * last - at;
                }};
    }
};

struct pad2d_function {
    /// x {n, r, c, channels} -> {n, rows, cols, channels}: zeros are added at the bottom and right, or pixels cut off
    /// there. Throws argument_error unless x is a batch, and where rows or cols are 0.
    template <operand X>
    auto operator()(X&& x, std::size_t rows, std::size_t cols) const {
        return apply(pad2d_operation{rows, cols}, std::forward<X>(x));
    }
    /// x {n, r, c, channels} -> {n, top + r + bottom, left + c + right, channels}. Throws argument_error unless x is a
    /// batch, where there are too few pixels to reflect, and where more than 2^31 are added at a side.
    template <operand X>
    auto operator()(X&& x, const pad_options& options) const {
        return apply(pad_sides_operation{options}, std::forward<X>(x));
    }
};

}  // namespace ops

inline constexpr ops::pad2d_function pad2d{};

}  // namespace diapir::inline DIAPIR_TARGET
