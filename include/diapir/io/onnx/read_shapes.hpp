// Operators of ONNX that only say how numbers are ordered: most are no layers here, where images have one order.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/onnx/read_pixels.hpp>
#include <diapir/nn/layers/dense.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// The shape of a value as Shape says it: the number of samples is not known, and its how is "n".
inline constant shape_of_value(const network_value& x) {
    const auto number = [](std::size_t v) { return static_cast<double>(v); };
    const std::string rows = x.is_image() ? graph_reader::side_name(x.value, true) : "",
                      cols = x.is_image() ? graph_reader::side_name(x.value, false) : "";
    const double c = number(x.channels()), r = number(x.rows()), l = number(x.cols());
    switch (x.order) {
        case axis_order::flat:
            return {{2}, {1, c}, true, {"n", ""}};
        case axis_order::channels_first:
            return {{4}, {1, c, r, l}, true, {"n", "", rows, cols}};
        case axis_order::channels_last:
            return {{4}, {1, r, l, c}, true, {"n", rows, cols, ""}};
        case axis_order::flattened:
            return {{2}, {1, c * r * l}, true, {"n", "?"}};
        case axis_order::grouped:
            return {{3}, {1, number(x.groups), c / number(x.groups) * r * l}, true, {"n", "", "?"}};
    }
    throw argument_error("onnx: expected an order that there is");
}

namespace detail {

/// The channels of an image that is one pixel, whatever its axes; others in the order that Keras flattens them in, or
/// waiting for the dense layer that reorders its weights.
inline network_value flattened(graph_reader& r, const node_view& n, const network_value& x) {
    if (x.order == axis_order::flat || x.order == axis_order::flattened) return x;
    if (!x.is_image()) return x.as(axis_order::flat);
    n.require(x.order != axis_order::grouped, "expected an image that is not in groups");
    const bool one = x.channels() == 1 || x.rows() * x.cols() == 1;
    if (x.order == axis_order::channels_last || one) return {r.layer(n, nn::flatten{}, {x.value}), axis_order::flat};
    return x.as(axis_order::flattened);
}

/// What a shape of ONNX that Reshape asks for is behind the samples. Throws where the samples are not the first axis.
inline std::vector<std::size_t> asked_sample(const node_view& n, const network_value& x, const constant& asked) {
    const constant before = shape_of_value(x);
    const auto target = wholes_of(n, asked);
    std::size_t size = 1;
    for (std::size_t i = 1; i < before.numbers.size(); ++i) size *= static_cast<std::size_t>(before.numbers[i]);
    n.require(!target.empty() && target.size() <= 5, "expected a shape of at most 5 axes, got ", target.size());
    n.require(asked.origin(0) == "n" || (asked.origin(0).empty() && target[0] >= -1 && target[0] <= 1),
              "expected the first axis to be that of samples, got ", target[0]);
    std::vector<std::size_t> sample;
    std::size_t known = 1, inferred = 0;
    for (std::size_t i = 1; i < target.size(); ++i) {
        const bool copied = target[i] == 0 && i < before.numbers.size();
        if (target[i] == -1) ++inferred;
        n.require(copied || target[i] == -1 || (target[i] > 0 && target[i] <= static_cast<std::int64_t>(size)),
                  "expected the axes of ", size, " numbers, got ", target[i]);
        sample.push_back(target[i] == -1 ? 0
                         : copied        ? static_cast<std::size_t>(before.numbers[i])
                                         : static_cast<std::size_t>(target[i]));
        if (target[i] != -1) known *= std::max<std::size_t>(sample.back(), 1);
        n.require(known <= size, "expected a shape of ", size, " numbers");
    }
    n.require(inferred + (target[0] == -1) <= 1, "expected at most one -1");
    for (std::size_t& extent : sample)
        if (extent == 0) extent = size / known;
    std::size_t product = 1;
    for (const std::size_t extent : sample) product *= extent;
    n.require(product == size, "expected a shape of ", size, " numbers a sample, got ", product);
    return sample;
}

/// x, which a shape of four axes leaves as it is. An image has to have the sides of now where the shape does not ask
/// for its own, whatever they are: rows are those of an image, or what is left.
inline network_value left_alone(graph_reader& r, const node_view& n, const network_value& x, const constant& asked,
                                std::size_t row_axis) {
    bool own = true;
    for (std::size_t axis = 1; axis < asked.numbers.size(); ++axis) {
        const std::string& how = asked.origin(axis);
        const bool row = axis == row_axis, side = row || axis == row_axis + 1;
        const bool copied = asked.numbers[axis] == 0 && x.axes() == 4, inferred = asked.numbers[axis] == -1;
        own = own && (side ? copied || inferred || how.starts_with(row ? "rows:" : "cols:") : how.empty());
    }
    if (x.is_image() && !own) return {asked.depends() ? held_to_input(r, n, x) : held(r, n, x), x.order, x.groups};
    n.require(x.is_image() || own || !asked.depends(), "expected a shape that is the same for images of all sides");
    return x;
}

/// To two axes, to groups and back, and between channels and images of one pixel.
inline network_value read_reshape(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const constant& asked = r.computed(n, 1);
    const auto to = asked_sample(n, x, asked);
    const auto alone = [&](std::size_t row_axis) { return left_alone(r, n, x, asked, row_axis); };
    const std::vector<std::size_t> first{x.channels(), x.rows(), x.cols()}, last{x.rows(), x.cols(), x.channels()};
    if (x.order == axis_order::grouped) {
        if (to == first) return alone(2).as(axis_order::channels_first);
        if (to.size() == 1 && !x.is_image()) return x.as(axis_order::flat);
    } else if (to.size() == 1) {
        return flattened(r, n, x);
    } else if (to == first && (x.is_image() ? x.order != axis_order::channels_last : true)) {
        return alone(2).as(axis_order::channels_first);
    } else if (to == last && (x.is_image() ? x.order == axis_order::channels_last : true)) {
        return alone(1).as(axis_order::channels_last);
    } else if (to.size() == 2 && asked.origin(1).empty() && x.order != axis_order::channels_last &&
               x.channels() % to[0] == 0) {
        return {x.value, axis_order::grouped, to[0]};
    }
    n.require(false, "expected a shape that flattens an image or leaves it as it is");
    return x;
}

inline network_value read_flatten(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    n.require(axis_of(n, n.whole("axis", 1), x.axes()) == 1, "expected the axis 1, got ", n.whole("axis", 1));
    return flattened(r, n, x);
}

inline network_value read_transpose(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const auto perm = n.wholes("perm", {});
    using order = std::vector<std::int64_t>;
    if (x.order == axis_order::channels_first && perm == order{0, 2, 3, 1}) return x.as(axis_order::channels_last);
    if (x.order == axis_order::channels_last && perm == order{0, 3, 1, 2}) return x.as(axis_order::channels_first);
    n.require(perm == order{0, 1, 2, 3} || perm == order{0, 1},
              "expected a transpose that moves the channels of an image");
    return x;
}

/// How ONNX orders the axes of a value of one pixel: samples n, channels c and ones. With one of the two axes of its
/// pixel it is in groups, of one channel each or of all.
inline std::string axes_of_pixel(const node_view& n, const network_value& x) {
    const bool grouped = x.order == axis_order::grouped, each = x.groups == x.channels();
    n.require(x.rows() * x.cols() == 1 && (!grouped || each || x.groups == 1),
              "expected channels alone, or an image of one pixel");
    if (grouped) return each ? "nc1" : "n1c";
    return x.order == axis_order::channels_first ? "nc11" : x.order == axis_order::channels_last ? "n11c" : "nc";
}
/// The value with its axes in that order.
inline network_value with_axes(graph_reader& r, const node_view& n, const network_value& x, std::string axes) {
    if (x.channels() == 1 && axes == "n1c1") axes = "nc11";  // of ones, any may be the channel
    const nn::value channels = x.is_image() && axes.size() < 4 ? r.layer(n, nn::flatten{}, {x.value}) : x.value;
    if (axes == "nc") return {channels, axis_order::flat};
    if (axes == "nc1" || axes == "n1c") return {channels, axis_order::grouped, axes == "nc1" ? x.channels() : 1};
    n.require(axes == "nc11" || axes == "n11c", "expected the axes of rows and cols");
    return x.as(axes == "nc11" ? axis_order::channels_first : axis_order::channels_last);
}

/// Axes of one pixel go and come, both in one node or each in its own.
inline network_value read_squeeze(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    std::string kept = axes_of_pixel(n, x);
    std::vector<std::int64_t> ones;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (kept[i] == '1') ones.push_back(static_cast<std::int64_t>(i));
    const std::size_t count = kept.size();
    for (const std::int64_t axis : wholes_of(n, "axes", {nullptr, r.optional(n, 1)}, 1, ones)) {
        const std::size_t i = axis_of(n, axis, count);
        n.require(kept[i] == '1', "expected the axes of rows and cols");
        kept[i] = ' ';
    }
    std::erase(kept, ' ');
    return with_axes(r, n, x, kept);
}
inline network_value read_unsqueeze(graph_reader& r, const node_view& n) {
    const network_value& x = r.value(n);
    const std::string before = axes_of_pixel(n, x);
    const auto axes = wholes_of(n, "axes", {nullptr, r.optional(n, 1)}, 1, {});
    n.require(before.size() + axes.size() <= 4, "expected the axes of rows and cols");
    std::string after(before.size() + axes.size(), ' ');
    for (const std::int64_t axis : axes) after[axis_of(n, axis, after.size())] = '1';
    n.require(std::count(after.begin(), after.end(), ' ') == static_cast<std::ptrdiff_t>(before.size()),
              "expected axes that differ");
    for (std::size_t i = 0, from = 0; i < after.size(); ++i)
        if (after[i] == ' ') after[i] = before[from++];
    return with_axes(r, n, x, after);
}

}  // namespace detail

inline void add_shape_readers(std::map<std::string, operator_rule>& rules) {
    rules["Reshape"] = detail::read_reshape;
    rules["Flatten"] = detail::read_flatten;
    rules["Transpose"] = detail::read_transpose;
    rules["Squeeze"] = detail::read_squeeze;
    rules["Unsqueeze"] = detail::read_unsqueeze;
    const auto nothing = [](graph_reader& r, const node_view& n) { return r.value(n); };
    rules["Identity"] = rules["Dropout"] = nothing;
    rules["Cast"] = [](graph_reader& r, const node_view& n) {
        const std::int64_t to = n.whole("to", tensor_proto::FLOAT);
        n.require(to == tensor_proto::FLOAT || to == tensor_proto::DOUBLE, "expected a cast to float, got type ", to);
        return r.value(n);
    };
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
