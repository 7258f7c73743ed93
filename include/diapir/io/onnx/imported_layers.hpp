// Layers that networks in ONNX files have and that no Keras layer is: sides that differ, and sides that are fixed.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/channel_affine.hpp>
#include <diapir/ops/crop2d.hpp>
#include <diapir/ops/pad2d.hpp>
#include <diapir/ops/resize2d.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// {rows, cols, channels} -> {top + rows + bottom, left + cols + right, channels}.
struct pad_sides {
    ops::pad_options sides;

    std::string type() const { return sides.mode == pad_mode::zero ? "ZeroPadding2D" : "Padding2D"; }
    shape output(const shape& x) const {
        nn::detail::require_image("pad_sides", x);
        if (sides.mode == pad_mode::reflect)
            require(std::max(sides.top, sides.bottom) < x[0] && std::max(sides.left, sides.right) < x[1],
                    "pad_sides: expected an image larger than what is reflected, got ", x);
        return {sides.top + x[0] + sides.bottom, sides.left + x[1] + sides.right, x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::pad2d(x, sides);
    }
};

/// {rows, cols, channels} -> {rows - top - bottom, cols - left - right, channels}.
struct crop_sides {
    ops::crop_options sides;

    std::string type() const { return "Cropping2D"; }
    shape output(const shape& x) const {
        nn::detail::require_image("crop_sides", x);
        require(sides.top + sides.bottom < x[0] && sides.left + sides.right < x[1],
                "crop_sides: expected an image larger than what is cut off, got ", x);
        return {x[0] - sides.top - sides.bottom, x[1] - sides.left - sides.right, x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::crop2d(x, sides);
    }
};

/// The first value with as many zeros around it as bring it to the rows and cols of the second, the smaller half at the
/// top and left, or all of them at the bottom and right.
struct pad_like {
    bool centered;

    std::string type() const { return "ZeroPadding2D"; }
    shape output(const shape& x, const shape& like) const {
        nn::detail::require_image("pad_like", x);
        nn::detail::require_image("pad_like", like);
        require(x[0] <= like[0] && x[1] <= like[1], "pad_like: expected an image no larger than ", like, ", got ", x);
        return {like[0], like[1], x[2]};
    }
    bool changes(const shape& x, const shape& like) const { return output(x, like) != x; }
    template <class Context, class X>
    X operator()(Context&, const X& x, const X& like) const {
        const std::size_t rows = value_of(like).rows() - value_of(x).rows(),
                          cols = value_of(like).cols() - value_of(x).cols();
        if (rows == 0 && cols == 0) return x;
        const std::size_t top = centered ? rows / 2 : 0, left = centered ? cols / 2 : 0;
        return diapir::pad2d(x, {.top = top, .bottom = rows - top, .left = left, .right = cols - left});
    }
};

/// The first value with the rows of the second, or with its cols: the others are cut off at the bottom, or the right.
struct crop_side_like {
    bool rows;

    std::string type() const { return "Cropping2D"; }
    shape output(const shape& x, const shape& like) const {
        nn::detail::require_image("crop_side_like", x);
        nn::detail::require_image("crop_side_like", like);
        require(rows ? like[0] <= x[0] : like[1] <= x[1], "crop_side_like: expected an image no larger than ", x,
                ", got ", like);
        return {rows ? like[0] : x[0], rows ? x[1] : like[1], x[2]};
    }
    bool changes(const shape& x, const shape& like) const { return output(x, like) != x; }
    template <class Context, class X>
    X operator()(Context&, const X& x, const X& like) const {
        return diapir::pad2d(x, rows ? value_of(like).rows() : value_of(x).rows(),
                             rows ? value_of(x).cols() : value_of(like).cols());
    }
};

/// {..., channels} -> {..., channels}: scale x + shift. Parameters: scale and shift {channels}.
struct affine {
    std::string type() const { return "Affine"; }
    shape output(const shape& x) const { return x; }
    nn::parameter_descriptions parameters(const shape& x) const {
        return {{"scale", {x.back()}, nn::initializer::ones}, {"shift", {x.back()}}};
    }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        return channel_affine(x, context.parameter(0), context.parameter(1));
    }
};

/// {rows, cols, channels} -> {rows', cols', channels}, either always as many, or as many times those of the image,
/// which have to be whole numbers.
struct resize_to {
    double rows, cols;
    bool times;
    diapir::interpolation interpolation;
    std::size_t least = 1;  ///< sides that are made smaller keep so many pixels, else others would be taken

    std::string type() const { return "Resizing"; }
    shape output(const shape& x) const {
        nn::detail::require_image("resize", x);
        return {side(x[0], rows), side(x[1], cols), x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::resize2d(x, side(value_of(x).rows(), rows), side(value_of(x).cols(), cols), interpolation);
    }

private:
    std::size_t side(std::size_t from, double to) const {
        const double result = times ? static_cast<double>(from) * to : to, whole = std::round(result);
        require(whole >= 1 && whole <= 1e6 && std::abs(result - whole) <= 1e-4, "resize: expected sides that ", to,
                " makes whole numbers of, got ", from);
        require(whole >= static_cast<double>(std::min(from, least)), "resize: expected at least ", least,
                " pixels a side, got ", whole);
        return static_cast<std::size_t>(whole);
    }
};

/// The first value with the rows and cols of the second, which are multiples of its own: each pixel becomes several.
struct enlarge_like {
    std::string type() const { return "UpSampling2D"; }
    shape output(const shape& x, const shape& like) const {
        nn::detail::require_image("enlarge_like", x);
        nn::detail::require_image("enlarge_like", like);
        require(like[0] % x[0] == 0 && like[1] % x[1] == 0, "enlarge_like: expected sides that are multiples of ", x,
                ", got ", like);
        return {like[0], like[1], x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x, const X& like) const {
        return diapir::resize2d(x, value_of(like).rows(), value_of(like).cols(), interpolation::nearest);
    }
};

namespace detail {

inline void require_sides(const shape& s, std::size_t rows, std::size_t cols) {
    nn::detail::require_image("fixed_sides", s);
    require(s[0] == rows && s[1] == cols, "fixed_sides: expected ", rows, " x ", cols, " pixels here, got ", s[0],
            " x ", s[1], "; read the file for the rows and cols of other images");
}

}  // namespace detail

/// Images of no other sides: what follows was computed from them when the file was read.
struct fixed_sides {
    std::size_t rows, cols;

    static constexpr bool in_place = true;
    std::string type() const { return "FixedSides"; }
    shape output(const shape& x) const {
        detail::require_sides(x, rows, cols);
        return x;
    }
    bool changes(const shape&) const { return false; }
    template <class Context, class X>
    X operator()(Context&, X x) const {
        detail::require_sides({value_of(x).rows(), value_of(x).cols(), 1}, rows, cols);
        return x;
    }
};

/// The first value where the second, the input of the network, has these sides: the first, or what follows, was
/// computed from the sides of any image on the way.
struct fixed_input {
    std::size_t rows, cols;

    std::string type() const { return "FixedInput"; }
    shape output(const shape& x, const shape& input) const {
        detail::require_sides(input, rows, cols);
        return x;
    }
    bool changes(const shape&, const shape&) const { return false; }
    template <class Context, class X>
    X operator()(Context&, const X& x, const X& input) const {
        detail::require_sides({value_of(input).rows(), value_of(input).cols(), 1}, rows, cols);
        return x;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
