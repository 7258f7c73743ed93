// Images without their outer rows and columns, as Keras 2.8 Cropping2D.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/pixel_map.hpp>

#include <cstddef>
#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// How many rows and columns are cut off at each side.
struct crop_options {
    std::size_t top = 0, bottom = 0, left = 0, right = 0;
};

struct crop2d_operation {
    static constexpr bool treats_samples_alike = true;

    crop_options sides;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(x.is_batch(), "crop2d: expected a batch of activations, got a plain tensor ", x.shape());
        const auto fit = [](std::size_t before, std::size_t after, std::size_t all) {
            return before < all && after < all - before;
        };
        require(fit(sides.top, sides.bottom, x.rows()) && fit(sides.left, sides.right, x.cols()),
                "crop2d: expected images of more than ", sides.top, " + ", sides.bottom, " rows and ", sides.left,
                " + ", sides.right, " columns, got ", x.shape());
        return map(x).push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X& x) const {
        return std::tuple(map(*x.x));
    }

private:
    template <class T>
    pixel_map<T> map(const tensor<T>& x) const {
        return {cropped(x.rows(), sides.top, sides.bottom), cropped(x.cols(), sides.left, sides.right)};
    }
    static taken_axis cropped(std::size_t from, std::size_t before, std::size_t after) {
        return {from, from - before - after,
                [before](std::size_t p) { return static_cast<std::ptrdiff_t>(p + before); }};
    }
};

struct crop2d_function {
    /// x {n, r, c, channels} -> {n, r - top - bottom, c - left - right, channels}. Throws argument_error unless x is a
    /// batch of images of which something is left.
    template <operand X>
    auto operator()(X&& x, const crop_options& sides) const {
        return apply(crop2d_operation{sides}, std::forward<X>(x));
    }
};

}  // namespace ops

inline constexpr ops::crop2d_function crop2d{};

}  // namespace diapir::inline DIAPIR_TARGET
