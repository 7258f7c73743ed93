// Enlarging and shrinking images, as Keras' UpSampling2D and torch's interpolate.
#pragma once

#include <diapir/nn/graph/value.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/resize2d.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {rows, cols, channels} -> {size rows, size cols, channels}.
struct upsample2d {
    std::size_t size = 2;
    diapir::interpolation interpolation = diapir::interpolation::nearest;

    std::string type() const { return "UpSampling2D"; }
    shape output(const shape& x) const {
        detail::require_image("upsample2d", x);
        require(size > 0 && size <= 1 << 16, "upsample2d: expected a size of 1 to 65536, got ", size);
        return {shape::extent("upsample2d", x[0], size), shape::extent("upsample2d", x[1], size), x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::resize2d(x, size * value_of(x).rows(), size * value_of(x).cols(), interpolation);
    }
};

namespace detail {

/// A value with as many rows and cols as another has.
struct resizing {
    diapir::interpolation interpolation;

    std::string type() const { return "Resizing"; }
    shape output(const shape& x, const shape& like) const {
        require_image("resize_like", x);
        require_image("resize_like", like);
        return {like[0], like[1], x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x, const X& like) const {
        return diapir::resize2d(x, value_of(like).rows(), value_of(like).cols(), interpolation);
    }
};

}  // namespace detail

/// A function from a value to one with the rows and cols of `like`.
struct resize_like {
    value like;
    diapir::interpolation interpolation = diapir::interpolation::bilinear;

    value operator()(const value& x) const { return merge(detail::resizing{interpolation}, {x, like}); }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
