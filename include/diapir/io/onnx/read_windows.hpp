// Convolutions and poolings of ONNX as layers.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/onnx/window_rules.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/conv2d_transpose.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/depthwise_conv2d.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/pool2d.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

/// What lies around the image of a node with a window: a border of the library, or else so many pixels.
struct surroundings {
    nn::border border = nn::border::valid;
    ops::pad_options sides{};

    bool empty() const { return sides.top + sides.bottom + sides.left + sides.right == 0; }
};

/// `reach` is how many rows and cols the window lies across. Pads that for a stride of 1 are those of `same` become
/// it, and serve images of any sides.
inline surroundings surroundings_of(const node_view& n, const std::vector<std::size_t>& reach, std::size_t stride) {
    const std::string automatic = n.text("auto_pad", "NOTSET");
    if (automatic == "VALID") return {};
    if (automatic == "SAME_UPPER") return {.border = nn::border::same};
    n.require(automatic == "NOTSET" || automatic == "SAME_LOWER",
              "expected auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER, got ", excerpt(automatic));
    auto pads = n.sizes("pads", 4, 0, 0);
    if (automatic == "SAME_LOWER") {
        n.require(stride == 1, "expected a stride of 1 with auto_pad SAME_LOWER, got ", stride);
        pads = {reach[0] / 2, reach[1] / 2, (reach[0] - 1) / 2, (reach[1] - 1) / 2};
    }
    const surroundings s{.sides = {.top = pads[0], .bottom = pads[2], .left = pads[1], .right = pads[3]}};
    if (s.empty()) return {};
    const auto is_same = [&](std::size_t before, std::size_t after, std::size_t across) {
        return before == (across - 1) / 2 && after == across - 1 - before;
    };
    if (stride == 1 && is_same(pads[0], pads[2], reach[0]) && is_same(pads[1], pads[3], reach[1]))
        return {.border = nn::border::same};
    return s;
}

/// An image with the channels first; of those that are channels alone one pixel.
inline const network_value& image(const graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    n.require(x.order == axis_order::channels_first, "expected an image {n, channels, rows, cols}");
    return x;
}

/// {out, in / group, rows, cols} with zeros between the groups: {out, in, rows, cols}.
inline constant ungrouped(const graph_reader& r, const node_view& n, const constant& w, std::size_t group) {
    const std::size_t in = w.dims[1], out = w.dims[0], cells = w.dims[2] * w.dims[3];
    r.require_room(n, w.numbers.size() * group);
    constant whole{{out, in * group, w.dims[2], w.dims[3]}, std::vector<double>(w.numbers.size() * group)};
    for (std::size_t o = 0; o < out; ++o)
        std::copy_n(w.numbers.data() + o * in * cells, in * cells,
                    whole.numbers.data() + (o * in * group + o / (out / group) * in) * cells);
    return whole;
}

/// The bias of a node, input i, as parameters have it.
inline void add_bias(const graph_reader& r, const node_view& n, std::size_t i, std::size_t filters,
                     std::vector<weights>& parameters) {
    if (!n.has(i)) return;
    const constant& bias = r.fixed(n, i);
    n.require(bias.numbers.size() == filters, "expected a bias of ", filters, " numbers, got ", bias.dims);
    parameters.push_back({{filters}, bias.numbers});
}

/// The kernel {a, b, rows, cols} of a node. Throws unless it is one, with the sides that kernel_shape says.
inline const constant& kernel_of(const graph_reader& r, const node_view& n) {
    const constant& w = r.fixed(n, 1);
    n.require(w.dims.axes() == 4 && w.dims.size() > 0, "expected a kernel of two spatial axes, got ", w.dims);
    const auto sides =
        n.wholes("kernel_shape", {static_cast<std::int64_t>(w.dims[2]), static_cast<std::int64_t>(w.dims[3])});
    n.require(sides == pair_of(w.dims[2], w.dims[3]), "expected the kernel_shape of its kernel ", w.dims);
    return w;
}

inline nn::value padded(graph_reader& r, const node_view& n, const nn::value& x, const surroundings& s) {
    return s.empty() ? x : r.layer(n, pad_sides{s.sides}, {x});
}

inline network_value read_convolution(graph_reader& r, const node_view& n) {
    const network_value& x = image(r, n);
    const constant* w = &kernel_of(r, n);
    const std::size_t stride = n.square("strides", 1), dilation = n.square("dilations", 1), filters = w->dims[0],
                      group = static_cast<std::size_t>(std::max<std::int64_t>(n.whole("group", 1), 0));
    n.require(group > 0 && group * w->dims[1] == x.channels() && filters % group == 0, "expected a kernel for ",
              x.channels(), " channels in ", group, " groups, got ", w->dims);
    const std::size_t rows = w->dims[2], cols = w->dims[3];
    std::vector<weights> parameters(1);
    const bool bias = n.has(2);
    add_bias(r, n, 2, filters, parameters);
    if (!x.is_image()) {  // one pixel
        n.require(rows == 1 && cols == 1 && group == 1, "expected a kernel of one pixel for an image of one, got ",
                  w->dims);
        parameters[0] = {{x.channels(), filters}, permuted(w->numbers, w->dims, {2, 3, 1, 0})};
        return {r.layer(n, nn::dense{.units = filters, .bias = bias, .initializer = nn::initializer::zeros}, {x.value},
                        parameters),
                x.order};
    }
    n.require(stride == 1 || dilation == 1, "expected strides or dilations of 1, got ", stride, " and ", dilation);
    const auto s = surroundings_of(n, {(rows - 1) * dilation + 1, (cols - 1) * dilation + 1}, stride);
    const nn::value from = padded(r, n, x.value, s);
    if (group > 1 && group == x.channels() && rows == cols && dilation == 1) {
        const std::size_t multiplier = filters / group;
        parameters[0] = {{rows, cols, group, multiplier},
                         permuted(w->numbers, {group, multiplier, rows, cols}, {2, 3, 0, 1})};
        const nn::depthwise_conv2d layer{.multiplier = multiplier,
                                         .kernel = rows,
                                         .stride = stride,
                                         .border = s.border,
                                         .bias = bias,
                                         .initializer = nn::initializer::zeros};
        return {r.layer(n, layer, {from}, parameters), x.order};
    }
    const constant whole = group > 1 ? ungrouped(r, n, *w, group) : constant{};
    if (group > 1) w = &whole;
    parameters[0] = {{rows, cols, x.channels(), filters}, permuted(w->numbers, w->dims, {2, 3, 1, 0})};
    const nn::conv2d layer{.filters = filters,
                           .kernel = rows,
                           .kernel_cols = cols,
                           .stride = stride,
                           .dilation = dilation,
                           .border = s.border,
                           .bias = bias,
                           .initializer = nn::initializer::zeros};
    return {r.layer(n, layer, {from}, parameters), x.order};
}

/// What is cut off a transposed convolution with a valid border, {top, left, bottom, right}, which gives (cells - 1)
/// stride + max(kernel, stride).
struct transposed_cut {
    std::vector<std::size_t> sides{0, 0, 0, 0};
    bool depends = false;  ///< the sides of the image change it

    transposed_cut(const node_view& n, const network_value& x, std::size_t kernel, std::size_t stride) {
        const std::string automatic = n.text("auto_pad", "NOTSET");
        const bool upper = automatic == "SAME_UPPER", same = upper || automatic == "SAME_LOWER";
        n.require(same || automatic == "NOTSET" || automatic == "VALID",
                  "expected auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER, got ", excerpt(automatic));
        const auto more = n.sizes("output_padding", 2, 0, 0);
        auto pads = n.sizes("pads", 4, 0, 0);
        const bool sized = n.has_attribute("output_shape");
        const auto asked = n.sizes("output_shape", 2, 1, 1);
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const std::size_t cells = axis == 0 ? x.rows() : x.cols(),
                              full = (cells - 1) * stride + kernel + more[axis],
                              size = sized ? asked[axis] : stride * cells;
            if (same || sized) {
                depends = depends || size != stride * cells;
                n.require(!sized || full >= size, "expected an output_shape of at most ", full, ", got ", size);
                const std::size_t total = full > size ? full - size : 0;
                pads[axis] = upper ? total / 2 : total - total / 2;
                pads[2 + axis] = total - pads[axis];
            }
            sides[axis] = pads[axis];
            const std::size_t end = pads[2 + axis] + std::max(kernel, stride) - kernel;
            n.require(end >= more[axis], "expected an output_padding of at most ", end, ", got ", more[axis]);
            sides[2 + axis] = same && full < size ? 0 : end - more[axis];
        }
    }
};

inline network_value read_transposed_convolution(graph_reader& r, const node_view& n) {
    const network_value& x = image(r, n);
    const constant& w = kernel_of(r, n);
    const std::size_t stride = n.square("strides", 1), kernel = w.dims[2], filters = w.dims[1];
    n.require(x.is_image(), "expected an image of more than one pixel");
    n.require(kernel == w.dims[3] && w.dims[0] == x.channels(), "expected a square kernel for ", x.channels(),
              " channels, got ", w.dims);
    n.require(n.whole("group", 1) == 1 && n.square("dilations", 1) == 1, "expected one group and dilations of 1");
    const transposed_cut of(n, x, kernel, stride);
    const auto& cut = of.sides;
    const nn::value from = of.depends ? r.layer(n, fixed_sides{x.rows(), x.cols()}, {x.value}) : x.value;
    std::vector<weights> parameters{
        {{kernel, kernel, filters, x.channels()}, permuted(w.numbers, w.dims, {2, 3, 1, 0})}};
    add_bias(r, n, 2, filters, parameters);
    const std::size_t same = kernel > stride ? kernel - stride : 0;
    const bool is_same = cut == std::vector{same / 2, same / 2, same - same / 2, same - same / 2};
    const nn::value y = r.layer(n,
                                nn::conv2d_transpose{.filters = filters,
                                                     .kernel = kernel,
                                                     .stride = stride,
                                                     .border = is_same ? nn::border::same : nn::border::valid,
                                                     .bias = parameters.size() > 1,
                                                     .initializer = nn::initializer::zeros},
                                {from}, parameters);
    if (is_same || cut == std::vector<std::size_t>(4, 0)) return {y, x.order};
    return {r.layer(n, crop_sides{{.top = cut[0], .bottom = cut[2], .left = cut[1], .right = cut[3]}}, {y}), x.order};
}

/// Poolings that round up are `same` where no pixel is added before; else images must be as large as they are now.
inline nn::border rounding_border(const node_view& n, const network_value& x, std::size_t size, std::size_t stride) {
    if (n.whole("ceil_mode", 0) == 0) return nn::border::valid;
    if (size == stride && size <= 2) return nn::border::same;
    n.require(
        x.rows() >= size && x.cols() >= size && (x.rows() - size) % stride == 0 && (x.cols() - size) % stride == 0,
        "expected ceil_mode 0 for a window of ", size, " and strides of ", stride);
    return nn::border::valid;
}

/// Maxima see what lies beyond the border as the pixels of the edge, which every window that reaches beyond has too.
template <class Pool>
network_value read_pooling(graph_reader& r, const node_view& n, bool maximum) {
    const network_value& x = image(r, n);
    n.require(x.is_image(), "expected an image of more than one pixel");
    const std::size_t size = n.square("kernel_shape", 1), stride = n.square("strides", 1);
    n.require(n.has_attribute("kernel_shape") && n.square("dilations", 1) == 1,
              "expected a kernel_shape, and dilations of 1");
    surroundings s = surroundings_of(n, {size, size}, stride);
    nn::value from = x.value;
    const bool whole = s.border == nn::border::valid && s.empty();
    if (whole) {
        s.border = rounding_border(n, x, size, stride);
        if (n.whole("ceil_mode", 0) && s.border == nn::border::valid)
            from = r.layer(n, fixed_sides{x.rows(), x.cols()}, {from});
    } else {
        n.require(n.whole("ceil_mode", 0) == 0, "expected ceil_mode 0 where there are pads");
    }
    const bool counts = n.whole("count_include_pad", 0) != 0;
    if (!maximum && counts && !whole && s.border == nn::border::same) {
        n.require(n.text("auto_pad", "NOTSET") == "NOTSET", "expected pads that are numbers with count_include_pad");
        const std::size_t before = (size - 1) / 2, after = size - 1 - before;
        s = {.sides = {.top = before, .bottom = after, .left = before, .right = after}};
    }
    if (!s.empty()) {
        n.require(maximum || counts, "expected count_include_pad 1 with pads that are not those of SAME_UPPER");
        n.require(std::max({s.sides.top, s.sides.bottom, s.sides.left, s.sides.right}) < size,
                  "expected pads smaller than the window");
        s.sides.mode = maximum ? pad_mode::edge : pad_mode::zero;
        from = padded(r, n, from, s);
    }
    return {r.layer(n, Pool{.size = size, .stride = stride, .border = s.border}, {from}), x.order};
}

template <class Pool>
network_value read_global_pooling(graph_reader& r, const node_view& n) {
    const network_value& x = image(r, n);
    return x.is_image() ? network_value{r.layer(n, Pool{}, {x.value}), x.order} : x;
}

}  // namespace detail

inline void add_window_readers(std::map<std::string, operator_rule>& rules) {
    rules["Conv"] = detail::read_convolution;
    rules["ConvTranspose"] = detail::read_transposed_convolution;
    rules["MaxPool"] = [](graph_reader& r, const node_view& n) {
        return detail::read_pooling<nn::max_pool2d>(r, n, true);
    };
    rules["AveragePool"] = [](graph_reader& r, const node_view& n) {
        return detail::read_pooling<nn::average_pool2d>(r, n, false);
    };
    rules["GlobalAveragePool"] = detail::read_global_pooling<nn::global_average_pool2d>;
    rules["GlobalMaxPool"] = detail::read_global_pooling<nn::global_max_pool2d>;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
