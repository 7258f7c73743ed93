// Convolution, as Keras' Conv2D.
#pragma once

#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/layers/windows.hpp>
#include <diapir/ops/conv2d.hpp>
#include <diapir/ops/pad2d.hpp>

#include <algorithm>
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
    std::size_t dilation = 1;  ///< distance of the kernel's cells; with a stride of 1 only
    nn::border border = nn::border::same;
    bool bias = true;
    nn::initializer initializer = nn::initializer::glorot_uniform;

    std::string type() const { return "Conv2D"; }
    shape output(const shape& x) const {
        detail::require_image("conv2d", x);
        require(
            filters > 0 && kernel > 0 && dilation > 0,
            "conv2d: expected at least one filter, a kernel of at least one pixel and a dilation of at least 1, got ",
            filters, ", ", kernel, " and ", dilation);
        require(dilation <= 1 << 16, "conv2d: expected a dilation of at most 65536, got ", dilation);
        require(stride == 1 || dilation == 1, "conv2d: expected a stride or a dilation of 1, got ", stride, " and ",
                dilation);
        if (mirrors()) {
            const ops::pad_options beyond = around(x[0], x[1]);
            require(std::max(beyond.top, beyond.bottom) < x[0] && std::max(beyond.left, beyond.right) < x[1],
                    "conv2d: border::reflect expects an image of at least ", std::max(beyond.top, beyond.bottom) + 1,
                    " rows and ", std::max(beyond.left, beyond.right) + 1, " cols, got ", x);
        }
        return {detail::positions(x[0], reach(kernel), stride, border, {"conv2d", "rows"}),
                detail::positions(x[1], reach(cols()), stride, border, {"conv2d", "cols"}), filters};
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
        if (mirrors()) return convolved(context, diapir::pad2d(x, around(value_of(x).rows(), value_of(x).cols())));
        return convolved(context, x);
    }

private:
    std::size_t cols() const { return kernel_cols ? kernel_cols : kernel; }
    /// How many pixels so many cells of the kernel lie across.
    std::size_t reach(std::size_t cells) const { return shape::extent("conv2d", cells - 1, dilation) + 1; }

    template <class Context, class X>
    X convolved(Context& context, const X& x) const {
        const ops::convolution_options options{.row_stride = stride,
                                               .col_stride = stride,
                                               .border = detail::operation_border(border),
                                               .row_dilation = dilation,
                                               .col_dilation = dilation};
        if (!bias) return activated(diapir::conv2d(x, context.parameter(0), options), activation);
        return activated(diapir::conv2d(x, context.parameter(0), context.parameter(1), options), activation);
    }
    bool mirrors() const { return border == nn::border::reflect && (reach(kernel) > 1 || reach(cols()) > 1); }
    /// As many mirrored pixels around an image as `same` has zeros.
    ops::pad_options around(std::size_t image_rows, std::size_t image_cols) const {
        const auto rows = kernels::window_axis::over(image_rows, reach(kernel), stride, padding::same),
                   cols = kernels::window_axis::over(image_cols, reach(this->cols()), stride, padding::same);
        const auto after = [](const kernels::window_axis& a) {
            return std::max((a.small - 1) * a.stride + a.size, a.large + a.before) - a.large - a.before;
        };
        return {.top = rows.before,
                .bottom = after(rows),
                .left = cols.before,
                .right = after(cols),
                .mode = pad_mode::reflect};
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
