// Transposed convolution, as Keras' Conv2DTranspose.
#pragma once

#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/conv2d_transpose.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {rows, cols, channels} -> {stride rows, stride cols, filters}; with a valid border (rows - 1) stride + kernel rows,
/// or stride rows where the stride is larger than the kernel, and as many cols. Parameters: kernel {kernel rows, kernel
/// cols, filters, channels} and, where there is one, bias {filters}.
struct conv2d_transpose {
    std::size_t filters;
    std::size_t kernel = 3;
    nn::activation activation = nn::activation::none;
    std::size_t stride = 2;
    nn::border border = nn::border::same;
    bool bias = true;
    nn::initializer initializer = nn::initializer::glorot_uniform;

    std::string type() const { return "Conv2DTranspose"; }
    shape output(const shape& x) const {
        detail::require_image("conv2d_transpose", x);
        require(filters > 0, "conv2d_transpose: expected at least one filter, got 0");
        require(border != nn::border::reflect, "conv2d_transpose: expected a border same or valid, got reflect");
        const auto large = [&](std::size_t cells, const char* name) {
            const padding p = detail::operation_border(border);
            return kernels::window_axis::under(cells, kernel, stride, p, {"conv2d_transpose", name}).large;
        };
        return {large(x[0], "rows"), large(x[1], "cols"), filters};
    }
    parameter_descriptions parameters(const shape& x) const {
        parameter_descriptions all{{"kernel", {kernel, kernel, filters, x.back()}, initializer}};
        if (bias) all.push_back({"bias", {filters}});
        return all;
    }
    nn::activation output_activation() const { return activation; }
    conv2d_transpose without_activation() const {
        conv2d_transpose linear = *this;
        linear.activation = nn::activation::none;
        return linear;
    }

    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        const ops::convolution_options options{
            .row_stride = stride, .col_stride = stride, .border = detail::operation_border(border)};
        if (!bias) return activated(diapir::conv2d_transpose(x, context.parameter(0), options), activation);
        return activated(diapir::conv2d_transpose(x, context.parameter(0), context.parameter(1), options), activation);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
