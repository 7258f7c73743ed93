// Activations, sums and products of ONNX as layers.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/merge.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

/// A layer that changes no order.
template <class L>
network_value applied(graph_reader& r, const node_view& n, const L& l, std::vector<weights> parameters = {}) {
    const network_value& x = r.value(n);
    return {r.layer(n, l, {x.value}, std::move(parameters)), x.order, x.groups};
}

inline network_value read_softmax(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const std::size_t axis = axis_of(n, n.whole("axis", n.opset() < 13 ? 1 : -1), x.axes());
    n.require(x.order != axis_order::flattened && x.order != axis_order::grouped && axis == x.channel_axis() &&
                  (n.opset() >= 13 || axis + 1 == x.axes()),
              "expected a softmax over the channels, got one over the axis ", axis, " of ", x.axes());
    return applied(r, n, nn::softmax{});
}

/// The same slope for every channel.
inline network_value read_prelu(graph_reader& r, const node_view& n) {
    const constant& slopes = r.fixed(n, 1);
    n.require(!slopes.numbers.empty() && std::count(slopes.numbers.begin(), slopes.numbers.end(), slopes.numbers[0]) ==
                                             static_cast<std::ptrdiff_t>(slopes.numbers.size()),
              "expected one slope for all channels");
    return applied(r, n, nn::leaky_relu{.slope = slopes.numbers[0]});
}

/// A constant that is added to or multiplied with x, as a number for each channel.
inline std::vector<double> per_channel(const node_view& n, const network_value& x, const constant& c) {
    const std::size_t channels = x.channels(), behind = x.axes() - 1 - x.channel_axis();
    if (c.numbers.size() == 1) return std::vector<double>(channels, c.numbers[0]);
    const bool in_place =
        c.dims.axes() > behind && c.dims.axes() <= x.axes() && c.dims[c.dims.axes() - 1 - behind] == channels;
    n.require(
        x.order != axis_order::flattened && x.order != axis_order::grouped && in_place && c.numbers.size() == channels,
        "expected a constant that is one number or one for each of ", channels, " channels, got ", c.dims);
    return c.numbers;
}

inline network_value scaled(graph_reader& r, const node_view& n, const network_value& x, std::vector<double> scale,
                            std::vector<double> shift) {
    const shape channels{x.channels()};
    return {r.layer(n, affine{}, {x.value}, {{channels, std::move(scale)}, {channels, std::move(shift)}}), x.order,
            x.groups};
}

/// x between 0 and `most`: a Relu from above behind one from below.
inline network_value clipped(graph_reader& r, const node_view& n, const network_value& x, double most) {
    const auto relu = [&](const network_value& v) {
        return network_value{r.layer(n, nn::relu{}, {v.value}), v.order, v.groups};
    };
    if (most >= 3e38) return relu(x);
    const std::vector<double> minus(x.channels(), -1), bound(x.channels(), most);
    return scaled(r, n, relu(scaled(r, n, relu(x), minus, bound)), minus, bound);
}

inline network_value read_clip(graph_reader& r, const node_view& n) {
    const auto bound = [&](std::size_t i, const char* name, double otherwise) {
        if (!n.has(i)) return n.number(name, otherwise);
        const constant& c = r.fixed(n, i);
        n.require(c.numbers.size() == 1, "expected one number as ", name);
        return c.numbers[0];
    };
    const double least = bound(1, "min", -HUGE_VAL), most = bound(2, "max", HUGE_VAL);
    n.require(least == 0 && most > 0, "expected bounds of 0 and more, got ", least, " and ", most);
    return clipped(r, n, r.value(n), most);
}

/// alpha x + beta between 0 and 1; a hard swish is x times that.
inline network_value read_hard_sigmoid(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const bool swish = n.operation() == "HardSwish";
    const double alpha = swish ? 1.0 / 6 : n.number("alpha", 0.2), beta = swish ? 0.5 : n.number("beta", 0.5);
    const network_value gate = clipped(
        r, n, scaled(r, n, x, std::vector<double>(x.channels(), alpha), std::vector<double>(x.channels(), beta)), 1);
    if (!swish) return gate;
    return {r.layer(n, nn::detail::multiplication{}, {x.value, gate.value}), x.order, x.groups};
}

/// x + c, x - c, c - x, x c and x / c for a constant c.
inline network_value with_constant(graph_reader& r, const node_view& n, bool constant_first) {
    const network_value& x = r.value(n, constant_first ? 1 : 0);
    std::vector<double> c = per_channel(n, x, r.fixed(n, constant_first ? 0 : 1));
    const std::vector<double> ones(x.channels(), 1), zeros(x.channels(), 0);
    const std::string& op = n.operation();
    if (op == "Add") return scaled(r, n, x, ones, std::move(c));
    if (op == "Mul") return scaled(r, n, x, std::move(c), zeros);
    if (op == "Sub" && constant_first) return scaled(r, n, x, std::vector<double>(x.channels(), -1), std::move(c));
    n.require(op == "Sub" || !constant_first, "expected a constant to divide by, not one that is divided");
    for (double& v : c) {
        n.require(op == "Sub" || v != 0, "expected no division by 0");
        v = op == "Sub" ? -v : 1 / v;
    }
    return op == "Sub" ? scaled(r, n, x, ones, std::move(c)) : scaled(r, n, x, std::move(c), zeros);
}

/// The second of two values may have one pixel or one channel; the first in ONNX too, and then they change places.
inline network_value read_arithmetic(graph_reader& r, const node_view& n) {
    const bool first = r.is_fixed(n, 0), second = r.is_fixed(n, 1);
    if (first || second) return with_constant(r, n, first);
    network_value a = r.value(n, 0), b = r.value(n, 1);
    n.require(n.operation() != "Div", "expected a constant to divide by");
    n.require(a.order == b.order && a.groups == b.groups, "expected two values in the same order of axes");
    if (n.operation() == "Sub")
        b = scaled(r, n, b, std::vector<double>(b.channels(), -1), std::vector<double>(b.channels(), 0));
    if (b.value.output().size() > a.value.output().size()) std::swap(a, b);
    if (n.operation() == "Mul")
        return {r.layer(n, nn::detail::multiplication{}, {a.value, b.value}), a.order, a.groups};
    return {r.layer(n, nn::detail::addition{}, {a.value, b.value}), a.order, a.groups};
}

inline network_value read_concat(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    n.require(x.order != axis_order::flattened && x.order != axis_order::grouped,
              "expected images, or values {n, channels} that were not images before");
    n.require(axis_of(n, n.whole("axis", 1), x.axes()) == x.channel_axis(), "expected channels to be concatenated");
    std::vector<nn::value> all;
    for (std::size_t i = 0; i < n.inputs(); ++i) {
        n.require(r.value(n, i).order == x.order, "expected values in the same order of axes");
        all.push_back(r.value(n, i).value);
    }
    return all.size() == 1 ? x : network_value{r.layer(n, nn::detail::concatenation{}, all), x.order};
}

}  // namespace detail

inline void add_elementwise_readers(std::map<std::string, operator_rule>& rules) {
    const auto add = [&](const char* name, const auto& l) {
        rules[name] = [l](graph_reader& r, const node_view& n) { return detail::applied(r, n, l); };
    };
    add("Relu", nn::relu{});
    add("Sigmoid", nn::sigmoid{});
    add("Tanh", nn::tanh{});
    add("Softplus", nn::softplus{});
    add("Silu", nn::silu{});
    rules["Gelu"] = [](graph_reader& r, const node_view& n) {
        n.require(n.text("approximate", "none") == "none", "expected no approximation of the error function");
        return detail::applied(r, n, nn::gelu{});
    };
    rules["LeakyRelu"] = [](graph_reader& r, const node_view& n) {
        return detail::applied(r, n, nn::leaky_relu{.slope = n.number("alpha", 0.01)});
    };
    rules["Elu"] = [](graph_reader& r, const node_view& n) {
        return detail::applied(r, n, nn::elu{.alpha = n.number("alpha", 1)});
    };
    rules["Softmax"] = detail::read_softmax;
    rules["Clip"] = detail::read_clip;
    rules["HardSigmoid"] = rules["HardSwish"] = detail::read_hard_sigmoid;
    rules["PRelu"] = detail::read_prelu;
    for (const char* name : {"Add", "Sub", "Mul", "Div"}) rules[name] = detail::read_arithmetic;
    rules["Concat"] = detail::read_concat;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
