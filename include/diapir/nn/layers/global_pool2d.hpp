// Pooling over the whole image, as Keras' GlobalAveragePooling2D and GlobalMaxPooling2D.
#pragma once

#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/global_pool2d.hpp>

#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {rows, cols, channels} -> {channels}: the mean of each channel.
struct global_average_pool2d {
    std::string type() const { return "GlobalAveragePooling2D"; }
    shape output(const shape& x) const {
        detail::require_image("global_average_pool2d", x);
        return {x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::global_average_pool2d(x);
    }
};

/// {rows, cols, channels} -> {channels}: the largest value of each channel.
struct global_max_pool2d {
    std::string type() const { return "GlobalMaxPooling2D"; }
    shape output(const shape& x) const {
        detail::require_image("global_max_pool2d", x);
        return {x[2]};
    }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::global_max_pool2d(x);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
