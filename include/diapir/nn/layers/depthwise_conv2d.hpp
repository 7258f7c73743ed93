// A convolution of each channel by itself, as Keras' DepthwiseConv2D.
#pragma once

#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/depthwise_conv2d.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {rows, cols, channels} -> {rows', cols', channels multiplier}. Parameters: depthwise_kernel {kernel rows, kernel
/// cols, channels, multiplier} and, where there is one, bias {channels multiplier}.
struct depthwise_conv2d {
    std::size_t multiplier = 1;
    std::size_t kernel = 3;
    nn::activation activation = nn::activation::none;
    std::size_t stride = 1;
    nn::border border = nn::border::same;
    bool bias = true;
    nn::initializer initializer = nn::initializer::glorot_uniform;

    std::string type() const { return "DepthwiseConv2D"; }
    shape output(const shape& x) const {
        detail::require_image("depthwise_conv2d", x);
        require(multiplier > 0, "depthwise_conv2d: expected a multiplier of at least 1, got 0");
        require(border != nn::border::reflect, "depthwise_conv2d: expected a border same or valid, got reflect");
        return {detail::positions(x[0], kernel, stride, border, {"depthwise_conv2d", "rows"}),
                detail::positions(x[1], kernel, stride, border, {"depthwise_conv2d", "cols"}),
                shape::extent("depthwise_conv2d", x[2], multiplier)};
    }
    parameter_descriptions parameters(const shape& x) const {
        parameter_descriptions all{{"depthwise_kernel", {kernel, kernel, x.back(), multiplier}, initializer}};
        if (bias) all.push_back({"bias", {x.back() * multiplier}});
        return all;
    }
    nn::activation output_activation() const { return activation; }
    depthwise_conv2d without_activation() const {
        depthwise_conv2d linear = *this;
        linear.activation = nn::activation::none;
        return linear;
    }

    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        const ops::convolution_options options{
            .row_stride = stride, .col_stride = stride, .border = detail::operation_border(border)};
        if (!bias) return activated(diapir::depthwise_conv2d(x, context.parameter(0), options), activation);
        return activated(diapir::depthwise_conv2d(x, context.parameter(0), context.parameter(1), options), activation);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
