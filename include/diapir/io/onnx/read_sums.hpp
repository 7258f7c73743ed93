// Dense layers, means over images and normalizations of ONNX as layers.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/onnx/read_elementwise.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/sample_normalization.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

/// x times a kernel {in, units}, plus a bias. Where x is a flattened image whose channels came first, the rows of the
/// kernel are reordered for one whose channels come last.
inline network_value dense_value(graph_reader& r, const node_view& n, const network_value& x, weights kernel,
                                 std::vector<double> bias) {
    const std::size_t units = kernel.dims[1];
    nn::value from = x.value;
    axis_order order = x.order;
    if (x.order == axis_order::flattened) {
        const std::size_t pixels = x.rows() * x.cols(), channels = x.channels();
        n.require(kernel.dims[0] == pixels * channels, "expected a kernel for ", pixels * channels, " numbers, got ",
                  kernel.dims);
        std::vector<double> ours(kernel.numbers.size());
        for (std::size_t p = 0; p < pixels; ++p)
            for (std::size_t c = 0; c < channels; ++c)
                std::copy_n(kernel.numbers.data() + (c * pixels + p) * units, units,
                            ours.data() + (p * channels + c) * units);
        kernel.numbers = std::move(ours);
        from = r.layer(n, nn::flatten{}, {from});
        order = axis_order::flat;
    }
    n.require(order == axis_order::flat || order == axis_order::channels_last,
              "expected a value {n, channels}, or an image with the channels last");
    std::vector<weights> parameters{std::move(kernel)};
    if (!bias.empty()) parameters.push_back({{units}, std::move(bias)});
    const nn::dense layer{.units = units, .bias = parameters.size() > 1, .initializer = nn::initializer::zeros};
    return {r.layer(n, layer, {from}, std::move(parameters)), order};
}

/// A kernel of two axes, turned where asked, times a number.
inline weights dense_kernel(const graph_reader& r, const node_view& n, bool turned, double factor) {
    const constant& b = r.fixed(n, 1);
    n.require(b.dims.axes() == 2 && b.dims.size() > 0, "expected a kernel of two axes, got ", b.dims);
    weights kernel{turned ? shape{b.dims[1], b.dims[0]} : b.dims, b.numbers};
    for (std::size_t i = 0; turned && i < b.dims[0]; ++i)
        for (std::size_t j = 0; j < b.dims[1]; ++j) kernel.numbers[j * b.dims[0] + i] = b.numbers[i * b.dims[1] + j];
    for (double& v : kernel.numbers) v *= factor;
    return kernel;
}

inline network_value read_gemm(graph_reader& r, const node_view& n) {
    n.require(n.whole("transA", 0) == 0, "expected transA 0");
    weights kernel = dense_kernel(r, n, n.whole("transB", 0) != 0, n.number("alpha", 1));
    std::vector<double> bias;
    if (const constant* c = r.optional(n, 2)) {
        n.require(c->numbers.size() == 1 || (c->numbers.size() == kernel.dims[1] && c->dims.back() == kernel.dims[1]),
                  "expected a bias of ", kernel.dims[1], " numbers, got ", c->dims);
        bias = c->numbers.size() == 1 ? std::vector<double>(kernel.dims[1], c->numbers[0]) : c->numbers;
        for (double& v : bias) v *= n.number("beta", 1);
    }
    return dense_value(r, n, r.value(n), std::move(kernel), std::move(bias));
}
inline network_value read_product(graph_reader& r, const node_view& n) {
    return dense_value(r, n, r.value(n), dense_kernel(r, n, false, 1), {});
}

/// Over rows and cols, which go or become one pixel.
template <class Pool>
network_value read_reduction(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    n.require((x.order == axis_order::channels_first || x.order == axis_order::channels_last) && x.is_image(),
              "expected an image of more than one pixel");
    auto axes = wholes_of(n, "axes", {nullptr, r.optional(n, 1)}, 1, {});
    for (std::int64_t& axis : axes) axis = static_cast<std::int64_t>(axis_of(n, axis, 4));
    std::sort(axes.begin(), axes.end());
    const std::int64_t first = x.order == axis_order::channels_first ? 2 : 1;
    n.require(axes == std::vector{first, first + 1}, "expected the axes of rows and cols");
    return {r.layer(n, Pool{}, {x.value}), n.whole("keepdims", 1) ? x.order : axis_order::flat};
}

/// A constant with a number for each channel.
inline weights channel_weights(const graph_reader& r, const node_view& n, std::size_t i, std::size_t channels) {
    const constant& c = r.fixed(n, i);
    n.require(c.numbers.size() == channels, "expected ", channels, " numbers, got ", c.dims);
    return {{channels}, c.numbers};
}

inline network_value read_batch_normalization(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    n.require(x.order == axis_order::channels_first || x.order == axis_order::flat,
              "expected channels in the second axis");
    n.require(n.whole("spatial", 1) == 1, "expected spatial 1: moments of channels, not of pixels");
    n.require(n.whole("training_mode", 0) == 0, "expected training_mode 0: export the model for inference");
    const double epsilon = n.number("epsilon", 1e-5);
    std::vector<weights> all;
    for (std::size_t i = 1; i <= 4; ++i) all.push_back(channel_weights(r, n, i, x.channels()));
    if (epsilon > 0) return applied(r, n, nn::batch_normalization{.epsilon = epsilon}, all);
    for (std::size_t c = 0; c < x.channels(); ++c) {
        n.require(all[3].numbers[c] > 0, "expected variances above 0 with an epsilon of 0");
        all[0].numbers[c] /= std::sqrt(all[3].numbers[c]);
        all[1].numbers[c] -= all[0].numbers[c] * all[2].numbers[c];
    }
    return scaled(r, n, x, all[0].numbers, all[1].numbers);
}

/// Numbers for groups as numbers for their channels.
inline weights of_groups(const graph_reader& r, const node_view& n, std::size_t i, std::size_t groups,
                         std::size_t channels) {
    const constant& c = r.fixed(n, i);
    if (c.numbers.size() == channels) return {{channels}, c.numbers};
    n.require(c.numbers.size() == groups, "expected ", groups, " or ", channels, " numbers, got ", c.dims);
    weights w{{channels}, {}};
    for (std::size_t channel = 0; channel < channels; ++channel)
        w.numbers.push_back(c.numbers[channel / (channels / groups)]);
    return w;
}

inline network_value read_group_normalization(graph_reader& r, const node_view& n, std::size_t groups) {
    const network_value& x = r.value(n);
    n.require(x.order == axis_order::channels_first || x.order == axis_order::grouped || x.order == axis_order::flat,
              "expected channels in the second axis");
    n.require(groups > 0 && x.channels() % groups == 0, "expected groups of ", x.channels(), " channels, got ", groups);
    const nn::group_normalization layer{.groups = groups, .epsilon = n.number("epsilon", 1e-5)};
    return applied(r, n, layer, {of_groups(r, n, 1, groups, x.channels()), of_groups(r, n, 2, groups, x.channels())});
}

inline network_value read_layer_normalization(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    n.require((x.order == axis_order::channels_last || x.order == axis_order::flat) &&
                  axis_of(n, n.whole("axis", -1), x.axes()) == x.axes() - 1,
              "expected a normalization over the channels, which are the last axis");
    const weights none{{x.channels()}, std::vector<double>(x.channels(), 0)};
    return applied(r, n, nn::layer_normalization{.epsilon = n.number("epsilon", 1e-5)},
                   {channel_weights(r, n, 1, x.channels()), n.has(2) ? channel_weights(r, n, 2, x.channels()) : none});
}

}  // namespace detail

inline void add_sum_readers(std::map<std::string, operator_rule>& rules) {
    rules["Gemm"] = detail::read_gemm;
    rules["MatMul"] = detail::read_product;
    rules["ReduceMean"] = detail::read_reduction<nn::global_average_pool2d>;
    rules["ReduceMax"] = detail::read_reduction<nn::global_max_pool2d>;
    rules["BatchNormalization"] = detail::read_batch_normalization;
    rules["InstanceNormalization"] = [](graph_reader& r, const node_view& n) {
        const network_value& x = r.value(n);
        return detail::read_group_normalization(r, n, x.order == axis_order::grouped ? x.groups : x.channels());
    };
    rules["GroupNormalization"] = [](graph_reader& r, const node_view& n) {
        return detail::read_group_normalization(
            r, n, static_cast<std::size_t>(std::max<std::int64_t>(n.whole("num_groups", 0), 0)));
    };
    rules["LayerNormalization"] = detail::read_layer_normalization;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
