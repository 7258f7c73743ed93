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
#include <limits>
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

/// A constant that is added to or multiplied with x, as a number for each channel.
inline std::vector<double> per_channel(const node_view& n, const network_value& x, const constant& c) {
    const std::size_t channels = x.channels(), behind = x.axes() - 1 - x.channel_axis();
    if (c.numbers.size() == 1) {
        std::vector<double> same(channels, c.numbers[0]);
        return same;
    }
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

/// The same factor and summand for every channel.
inline network_value scaled(graph_reader& r, const node_view& n, const network_value& x, double scale, double shift) {
    return scaled(r, n, x, std::vector<double>(x.channels(), scale), std::vector<double>(x.channels(), shift));
}

inline network_value rectified(graph_reader& r, const node_view& n, const network_value& x) {
    return {r.layer(n, nn::relu{}, {x.value}), x.order, x.groups};
}

/// One slope for all channels, or one for each: relu(x) - slope relu(-x).
inline network_value read_prelu(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    std::vector<double> slopes = per_channel(n, x, r.fixed(n, 1));
    if (std::all_of(slopes.begin(), slopes.end(), [&](double s) { return s == slopes[0]; }))
        return applied(r, n, nn::leaky_relu{.slope = slopes[0]});
    const network_value negative = rectified(r, n, scaled(r, n, x, -1, 0));
    for (double& s : slopes) s = -s;
    const network_value part = scaled(r, n, negative, std::move(slopes), std::vector<double>(x.channels(), 0));
    return {r.layer(n, nn::detail::addition{}, {rectified(r, n, x).value, part.value}), x.order, x.groups};
}

inline network_value read_clip(graph_reader& r, const node_view& n) {
    const auto bound = [&](std::size_t i, const char* name, double otherwise) {
        if (!n.has(i)) return n.number(name, otherwise);
        const constant& c = r.fixed(n, i);
        n.require(c.numbers.size() == 1, "expected one number as ", name);
        return c.numbers[0];
    };
    const double least = bound(1, "min", -HUGE_VAL), most = bound(2, "max", HUGE_VAL);
    n.require(least < most, "expected a min below the max, got ", least, " and ", most);
    constexpr auto largest =
        static_cast<double>(std::numeric_limits<float>::max());  // which says that there is no bound
    const bool above = least <= -largest, below = most >= largest;
    if (above && below) return r.value(n);
    if (least == 0 && below) return applied(r, n, nn::relu{});
    return applied(r, n, nn::clamp{above ? -HUGE_VAL : least, below ? HUGE_VAL : most});
}

/// alpha x + beta between 0 and 1; a hard swish is x times that.
inline network_value read_hard_sigmoid(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const bool swish = n.operation() == "HardSwish";
    const double alpha = swish ? 1.0 / 6 : n.number("alpha", 0.2), beta = swish ? 0.5 : n.number("beta", 0.5);
    const nn::value gate = r.layer(n, nn::clamp{0, 1}, {scaled(r, n, x, alpha, beta).value});
    return {swish ? r.layer(n, nn::detail::multiplication{}, {x.value, gate}) : gate, x.order, x.groups};
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
    const bool first = r.is_computed(n, 0), second = r.is_computed(n, 1);
    if (first || second) return with_constant(r, n, first);
    network_value a = r.value(n, 0), b = r.value(n, 1);
    n.require(n.operation() != "Div", "expected a constant to divide by");
    n.require(a.order == b.order && a.groups == b.groups, "expected two values in the same order of axes");
    if (n.operation() == "Sub") b = scaled(r, n, b, -1, 0);
    if (b.value.output().size() > a.value.output().size()) std::swap(a, b);
    if (n.operation() == "Mul")
        return {r.layer(n, nn::detail::multiplication{}, {a.value, b.value}), a.order, a.groups};
    return {r.layer(n, nn::detail::addition{}, {a.value, b.value}), a.order, a.groups};
}

/// alpha (e^x - 1) below zero, and all times gamma.
inline network_value read_selu(graph_reader& r, const node_view& n) {
    const nn::elu below{.alpha = n.number("alpha", 1.67326319217681884765625)};
    return scaled(r, n, applied(r, n, below), n.number("gamma", 1.05070102214813232421875), 0);
}
/// alpha elu(x / alpha).
inline network_value read_celu(graph_reader& r, const node_view& n) {
    const double alpha = n.number("alpha", 1);
    n.require(alpha > 0, "expected an alpha above 0, got ", alpha);
    const network_value x = scaled(r, n, r.value(n), 1 / alpha, 0);
    return scaled(r, n, {r.layer(n, nn::elu{.alpha = 1}, {x.value}), x.order, x.groups}, alpha, 0);
}
/// x tanh(softplus(x)).
inline network_value read_mish(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const nn::value gate = r.layer(n, nn::tanh{}, {r.layer(n, nn::softplus{}, {x.value})});
    return {r.layer(n, nn::detail::multiplication{}, {x.value, gate}), x.order, x.groups};
}

/// Of any number of values.
inline network_value read_sum(graph_reader& r, const node_view& n) {
    network_value sum = r.value(n);
    for (std::size_t i = 1; i < n.inputs(); ++i) {
        const network_value& next = r.value(n, i);
        n.require(next.order == sum.order && next.value.output() == sum.value.output(),
                  "expected values of one shape, got ", sum.value.output(), " and ", next.value.output());
        sum.value = r.layer(n, nn::detail::addition{}, {sum.value, next.value});
    }
    return sum;
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
    rules["Selu"] = detail::read_selu;
    rules["Celu"] = detail::read_celu;
    rules["Mish"] = detail::read_mish;
    rules["Neg"] = [](graph_reader& r, const node_view& n) { return detail::scaled(r, n, r.value(n), -1, 0); };
    rules["Sum"] = detail::read_sum;
    for (const char* name : {"Add", "Sub", "Mul", "Div"}) rules[name] = detail::read_arithmetic;
    rules["Concat"] = detail::read_concat;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
