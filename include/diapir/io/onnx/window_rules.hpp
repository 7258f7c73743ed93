// Layers with a sliding window as nodes of ONNX: convolutions and poolings.
#pragma once

#include <diapir/io/onnx/activation_rules.hpp>
#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/conv2d_transpose.hpp>
#include <diapir/nn/layers/depthwise_conv2d.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/windows.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// The elements of an array {a, b, c, d} with its axes in another order: axis i of the result is axis order[i].
template <class T>
std::vector<T> permuted(const std::vector<T>& from, const shape& s, const std::array<std::size_t, 4>& order) {
    const std::size_t strides[]{s[1] * s[2] * s[3], s[2] * s[3], s[3], 1};
    std::vector<T> to;
    to.reserve(from.size());
    for (std::size_t i = 0; i < s[order[0]]; ++i)
        for (std::size_t j = 0; j < s[order[1]]; ++j)
            for (std::size_t k = 0; k < s[order[2]]; ++k)
                for (std::size_t l = 0; l < s[order[3]]; ++l)
                    to.push_back(from[i * strides[order[0]] + j * strides[order[1]] + k * strides[order[2]] +
                                      l * strides[order[3]]]);
    return to;
}

namespace detail {

/// {rows, cols} as an attribute has them.
inline std::vector<std::int64_t> pair_of(std::size_t rows, std::size_t cols) {
    return {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols)};
}

/// Cells that a `same` window adds before and after an axis.
inline std::pair<std::size_t, std::size_t> padding_of(std::size_t cells, std::size_t reach, std::size_t stride) {
    const auto a = kernels::window_axis::over(cells, reach, stride, padding::same);
    return {a.before, std::max((a.small - 1) * stride + reach, cells + a.before) - cells - a.before};
}

/// The sizes of a window, and what lies around an image: numbers where the sides of images do not change them, else
/// SAME_UPPER, which is TensorFlow's `same`.
struct window {
    std::size_t rows, cols;  ///< of the kernel
    std::size_t stride, dilation = 1;

    std::vector<attribute> attributes(const layer_site& at, nn::border border) const {
        std::vector<attribute> all{{"kernel_shape", pair_of(rows, cols)}, {"strides", pair_of(stride, stride)}};
        if (dilation > 1) all.push_back({"dilations", pair_of(dilation, dilation)});
        if (border == nn::border::valid) return all;
        if (const auto pads = same(at)) {
            all.push_back({"pads", *pads});
        } else {
            all.push_back({"auto_pad", std::string("SAME_UPPER")});
        }
        return all;
    }
    /// {top, left, bottom, right} of `same`, where it is known.
    std::optional<std::vector<std::int64_t>> same(const layer_site& at) const {
        if (!at.fixed && stride != 1) return std::nullopt;
        const shape& s = at.input_shapes[0];
        const auto [top, bottom] = padding_of(s[0], (rows - 1) * dilation + 1, stride);
        const auto [left, right] = padding_of(s[1], (cols - 1) * dilation + 1, stride);
        std::vector<std::int64_t> pads = pair_of(top, left);
        for (const std::int64_t p : pair_of(bottom, right)) pads.push_back(p);
        return pads;
    }
};

inline std::string convolution(const nn::conv2d& l, const layer_site& at) {
    const shape kernel = at.node.parameters[0].shape;
    const window w{kernel[0], kernel[1], l.stride, l.dilation};
    std::string x = at.input();
    nn::border border = l.border;
    if (border == nn::border::reflect) {
        const auto pads = w.same(at);
        require(pads.has_value(), "onnx: ", at.node.name, ": expected a stride of 1 with a reflected border, got ",
                l.stride, "; name the rows and cols of images in the options");
        const auto& p = *pads;
        if (std::any_of(p.begin(), p.end(), [](auto cells) { return cells > 0; }))
            x = at.graph.add(at.node.name + "/mirrored", "Pad",
                             {x, at.integers("pads", {0, 0, p[0], p[1], 0, 0, p[2], p[3]})},
                             {{"mode", std::string("reflect")}});
        border = nn::border::valid;
    }
    std::vector<std::string> inputs{x, at.numbers("kernel", {kernel[3], kernel[2], kernel[0], kernel[1]},
                                                  permuted(at.parameters[0], kernel, {3, 2, 0, 1}))};
    if (l.bias) inputs.push_back(at.parameter(1));
    return activated(at, at.add("Conv", inputs, w.attributes(at, border)), l.activation);
}

inline std::string depthwise_convolution(const nn::depthwise_conv2d& l, const layer_site& at) {
    const shape kernel = at.node.parameters[0].shape;
    auto attributes = window{kernel[0], kernel[1], l.stride}.attributes(at, l.border);
    attributes.push_back({"group", static_cast<std::int64_t>(kernel[2])});
    std::vector<std::string> inputs{at.input(), at.numbers("kernel", {kernel[2] * kernel[3], 1, kernel[0], kernel[1]},
                                                           permuted(at.parameters[0], kernel, {2, 3, 0, 1}))};
    if (l.bias) inputs.push_back(at.parameter(1));
    return activated(at, at.add("Conv", inputs, attributes), l.activation);
}

/// What the window reaches beyond stride times the image is cut off for `same`, the smaller half at the top and left;
/// where the stride is larger, as much is added at the bottom and right.
inline std::string transposed_convolution(const nn::conv2d_transpose& l, const layer_site& at) {
    const shape kernel = at.node.parameters[0].shape;
    const std::size_t k = kernel[0], cut = l.border == nn::border::same && k > l.stride ? k - l.stride : 0,
                      added = l.stride > k ? l.stride - k : 0;
    std::vector<std::int64_t> pads = pair_of(cut / 2, cut / 2);
    for (const std::int64_t p : pair_of(cut - cut / 2, cut - cut / 2)) pads.push_back(p);
    std::vector<std::string> inputs{at.input(), at.numbers("kernel", {kernel[3], kernel[2], k, k},
                                                           permuted(at.parameters[0], kernel, {3, 2, 0, 1}))};
    if (l.bias) inputs.push_back(at.parameter(1));
    std::vector<attribute> attributes{
        {"kernel_shape", pair_of(k, k)}, {"strides", pair_of(l.stride, l.stride)}, {"pads", pads}};
    if (added > 0) attributes.push_back({"output_padding", pair_of(added, added)});
    return activated(at, at.add("ConvTranspose", inputs, attributes), l.activation);
}

template <class Pool>
std::string pooling(const char* operation, const Pool& l, const layer_site& at) {
    return at.add(operation, {at.input()},
                  window{l.size, l.size, l.stride ? l.stride : l.size}.attributes(at, l.border));
}

}  // namespace detail

inline void add_window_rules(layer_rules& rules) {
    rules.add<nn::conv2d>(detail::convolution);
    rules.add<nn::depthwise_conv2d>(detail::depthwise_convolution);
    rules.add<nn::conv2d_transpose>(detail::transposed_convolution);
    rules.add<nn::max_pool2d>(
        [](const nn::max_pool2d& l, const layer_site& at) { return detail::pooling("MaxPool", l, at); });
    rules.add<nn::average_pool2d>(
        [](const nn::average_pool2d& l, const layer_site& at) { return detail::pooling("AveragePool", l, at); });
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
