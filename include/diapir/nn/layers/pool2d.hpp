// Pooling, as Keras' MaxPooling2D and AveragePooling2D.
#pragma once

#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/pool2d.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

/// The window of a pooling layer; a stride of 0 is that of the window.
struct pool_window {
    std::size_t size, stride;
    nn::border border;

    shape output(const char* layer, const shape& x) const {
        require_image(layer, x);
        require(border != nn::border::reflect, layer, ": expected a border same or valid, got reflect");
        const std::size_t step = stride ? stride : size;
        return {positions(x[0], size, step, border, {layer, "rows"}),
                positions(x[1], size, step, border, {layer, "cols"}), x[2]};
    }
    ops::pool_options options() const { return {size, size, stride, stride, operation_border(border)}; }
};

}  // namespace detail

/// {rows, cols, channels} -> {rows', cols', channels}: the largest value of each window.
struct max_pool2d {
    std::size_t size = 2, stride = 0;  ///< a stride of 0 is that of the window
    nn::border border = nn::border::valid;

    std::string type() const { return "MaxPooling2D"; }
    shape output(const shape& x) const { return window().output("max_pool2d", x); }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::max_pool2d(x, window().options());
    }

private:
    detail::pool_window window() const { return {size, stride, border}; }
};

/// {rows, cols, channels} -> {rows', cols', channels}: the mean of each window over the pixels inside the image.
struct average_pool2d {
    std::size_t size = 2, stride = 0;
    nn::border border = nn::border::valid;

    std::string type() const { return "AveragePooling2D"; }
    shape output(const shape& x) const { return window().output("average_pool2d", x); }
    template <class Context, class X>
    X operator()(Context&, const X& x) const {
        return diapir::average_pool2d(x, window().options());
    }

private:
    detail::pool_window window() const { return {size, stride, border}; }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
