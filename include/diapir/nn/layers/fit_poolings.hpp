// Images of any size for networks that halve them several times.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/value.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/pad2d.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {rows, cols, channels} -> the next multiples of `of` rows and cols: zeros are added at the bottom and right.
struct pad_to_multiple {
    std::size_t of;

    static constexpr bool in_place = true;
    std::string type() const { return "ZeroPadding2D"; }
    shape output(const shape& x) const {
        detail::require_image("pad_to_multiple", x);
        require(of > 0, "pad_to_multiple: expected a multiple of at least 1, got 0");
        return {rounded(x[0]), rounded(x[1]), x[2]};
    }
    bool changes(const shape& x) const { return output(x) != x; }
    template <class Context, class X>
    X operator()(Context&, X x) const {
        const std::size_t rows = value_of(x).rows(), cols = value_of(x).cols();
        if (rounded(rows) == rows && rounded(cols) == cols) return x;
        return diapir::pad2d(std::move(x), rounded(rows), rounded(cols));
    }

private:
    std::size_t rounded(std::size_t side) const { return shape::extent("pad_to_multiple", of, divide_up(side, of)); }
};

namespace detail {

/// The top left pixels of a value, as many as another has.
struct cropping {
    std::string type() const { return "Cropping2D"; }
    shape output(const shape& x, const shape& like) const {
        require_image("crop_like", x);
        require_image("crop_like", like);
        require(like[0] <= x[0] && like[1] <= x[1], "crop_like: expected an image no larger than ", x, ", got ", like);
        return {like[0], like[1], x[2]};
    }
    bool changes(const shape& x, const shape& like) const { return output(x, like) != x; }
    template <class Context, class X>
    X operator()(Context&, const X& x, const X& like) const {
        const std::size_t rows = value_of(like).rows(), cols = value_of(like).cols();
        if (value_of(x).rows() == rows && value_of(x).cols() == cols) return x;
        return diapir::pad2d(x, rows, cols);
    }
};

}  // namespace detail

/// The top left pixels of x, as many as `like` has: takes back what pad_to_multiple added.
inline value crop_like(const value& x, const value& like) {
    return merge(detail::cropping{}, {x, like});
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
