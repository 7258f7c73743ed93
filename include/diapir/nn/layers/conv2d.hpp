// Convolution, as Keras' Conv2D.
#pragma once

#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/conv2d.hpp>

#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {rows, cols, channels} -> {rows', cols', filters}. Parameters: kernel {kernel rows, kernel cols, channels, filters}
/// and, where there is one, bias {filters}.
struct conv2d {
    std::size_t filters;
    std::size_t kernel = 3;       ///< rows and cols of the kernel
    std::size_t kernel_cols = 0;  ///< 0: as many as rows
    nn::activation activation = nn::activation::none;
    std::size_t stride = 1;
    nn::border border = nn::border::same;
    bool bias = true;
    nn::initializer initializer = nn::initializer::glorot_uniform;

    std::string type() const { return "Conv2D"; }
    shape output(const shape& x) const {
        detail::require_image("conv2d", x);
        require(filters > 0, "conv2d: expected at least one filter");
        return {detail::positions(x[0], kernel, stride, border), detail::positions(x[1], cols(), stride, border),
                filters};
    }
    parameter_descriptions parameters(const shape& x) const {
        parameter_descriptions all{{"kernel", {kernel, cols(), x.back(), filters}, initializer}};
        if (bias) all.push_back({"bias", {filters}});
        return all;
    }
    nn::activation output_activation() const { return activation; }
    conv2d without_activation() const {
        conv2d linear = *this;
        linear.activation = nn::activation::none;
        return linear;
    }

    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        const ops::convolution_options options{stride, stride, detail::operation_border(border)};
        if (!bias) return activated(diapir::conv2d(x, context.parameter(0), options), activation);
        return activated(diapir::conv2d(x, context.parameter(0), context.parameter(1), options), activation);
    }

private:
    std::size_t cols() const { return kernel_cols ? kernel_cols : kernel; }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
