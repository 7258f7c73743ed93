// Operators of ONNX that move pixels as layers: padding, cropping and resizing.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/resize2d.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

/// An image, and which of its axes in ONNX are rows and cols.
struct located_image {
    network_value x;
    std::size_t row_axis, col_axis;

    located_image(const graph_reader& r, const node_view& n) : x(r.value(n)) {
        n.require((x.order == axis_order::channels_first || x.order == axis_order::channels_last) && x.is_image(),
                  "expected an image of four axes");
        row_axis = x.order == axis_order::channels_first ? 2 : 1;
        col_axis = row_axis + 1;
    }
};

/// x where its sides are what they are now: a number was computed from them in a way that has no layer.
inline nn::value held(graph_reader& r, const node_view& n, const network_value& x) {
    return r.layer(n, fixed_sides{x.rows(), x.cols()}, {x.value});
}

/// The value whose rows and cols two numbers are, as "rows:3" and "cols:3" say. Null where they are not.
inline const nn::value* sides_of(const graph_reader& r, const std::string& rows, const std::string& cols) {
    if (!rows.starts_with("rows:") || !cols.starts_with("cols:") || rows.substr(5) != cols.substr(5)) return nullptr;
    std::size_t node = 0;
    const auto [end, error] = std::from_chars(rows.data() + 5, rows.data() + rows.size(), node);
    return error == std::errc() && end == rows.data() + rows.size() ? r.of_node(node) : nullptr;
}

/// m where a padding is mod(neg(rows:3),m), as pad_to_multiple is written.
inline std::optional<std::size_t> multiple_of(const std::string& how, const std::string& side) {
    const std::string begin = "mod(neg(" + side + "),";
    if (!how.starts_with(begin) || !how.ends_with(')')) return std::nullopt;
    std::size_t m = 0;
    const char* last = how.data() + how.size() - 1;
    const auto [end, error] = std::from_chars(how.data() + begin.size(), last, m);
    return error == std::errc() && end == last && m > 0 ? std::optional(m) : std::nullopt;
}

inline network_value read_padding(graph_reader& r, const node_view& n) {
    const located_image at(r, n);
    constant pads;
    if (n.has(1))
        pads = r.fixed(n, 1);
    else
        for (const std::int64_t p : n.wholes("pads", {})) pads.numbers.push_back(static_cast<double>(p));
    n.require(pads.numbers.size() == 8 && !n.has(3), "expected pads for the four axes of an image, got ",
              pads.numbers.size(), " numbers");
    const std::string mode = n.text("mode", "constant");
    n.require(mode == "constant" || mode == "reflect" || mode == "edge",
              "expected the mode constant, reflect or edge, got ", excerpt(mode));
    const double value =
        r.is_fixed(n, 2) && !r.fixed(n, 2).numbers.empty() ? r.fixed(n, 2).numbers[0] : n.number("value", 0);
    n.require(mode != "constant" || value == 0, "expected pads of zeros, got ", value);
    std::array<std::int64_t, 4> sides{};  // top, bottom, left, right
    std::array<std::size_t, 4> where{at.row_axis, at.row_axis + 4, at.col_axis, at.col_axis + 4};
    bool depends = false;
    for (std::size_t i = 0; i < 8; ++i) {
        const auto found = std::find(where.begin(), where.end(), i);
        const std::int64_t p = whole_of(n, pads.numbers[i]);
        n.require(std::abs(p) <= 1000000, "expected pads of at most 1000000, got ", p);
        n.require(found != where.end() || p == 0, "expected pads of rows and cols only");
        if (found == where.end()) continue;
        sides[static_cast<std::size_t>(found - where.begin())] = p;
        depends = depends || !pads.origin(i).empty();
    }
    const auto multiple = multiple_of(pads.origin(where[1]), graph_reader::side_name(at.x.value, true));
    if (multiple && multiple == multiple_of(pads.origin(where[3]), graph_reader::side_name(at.x.value, false)) &&
        sides[0] == 0 && sides[2] == 0 && pads.origin(where[0]).empty() && pads.origin(where[2]).empty() &&
        mode == "constant")
        return {r.layer(n, nn::pad_to_multiple{*multiple}, {at.x.value}), at.x.order};
    nn::value y = depends ? held(r, n, at.x) : at.x.value;
    const auto part = [&](std::size_t i, int sign) {
        return static_cast<std::size_t>(std::max<std::int64_t>(sign * sides[i], 0));
    };
    const crop_sides cut{{.top = part(0, -1), .bottom = part(1, -1), .left = part(2, -1), .right = part(3, -1)}};
    const pad_sides added{{.top = part(0, 1),
                           .bottom = part(1, 1),
                           .left = part(2, 1),
                           .right = part(3, 1),
                           .mode = mode == "reflect" ? pad_mode::reflect
                                   : mode == "edge"  ? pad_mode::edge
                                                     : pad_mode::zero}};
    const auto any = [&](int sign) {
        return std::any_of(sides.begin(), sides.end(), [&](std::int64_t p) { return sign * p > 0; });
    };
    if (any(-1)) y = r.layer(n, cut, {y});
    if (any(1)) y = r.layer(n, added, {y});
    return {y, at.x.order};
}

/// Where a slice of an axis begins and ends, and how these numbers came about.
struct span_of_axis {
    std::int64_t start = 0, end = INT64_MAX;
    std::string start_how{}, end_how{};

    bool whole(std::int64_t extent) const { return (start == 0 || start <= -extent) && end >= extent; }
};

inline std::array<span_of_axis, 4> spans_of(const graph_reader& r, const node_view& n) {
    const std::vector<const constant*> in{nullptr, r.optional(n, 1), r.optional(n, 2), r.optional(n, 3),
                                          r.optional(n, 4)};
    const auto starts = wholes_of(n, "starts", in, 1, {}), ends = wholes_of(n, "ends", in, 2, {});
    std::vector<std::int64_t> order(starts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
    const auto axes = wholes_of(n, "axes", in, 3, order), steps = wholes_of(n, "steps", in, 4, {});
    n.require(ends.size() == starts.size() && axes.size() == starts.size(), "expected as many starts, ends and axes");
    n.require(std::all_of(steps.begin(), steps.end(), [](auto s) { return s == 1; }), "expected steps of 1");
    std::array<span_of_axis, 4> spans;
    for (std::size_t i = 0; i < axes.size(); ++i)
        spans[axis_of(n, axes[i], 4)] = {starts[i], ends[i], in[1] ? in[1]->origin(i) : "",
                                         in[2] ? in[2]->origin(i) : ""};
    return spans;
}

inline network_value read_slice(graph_reader& r, const node_view& n) {
    const located_image at(r, n);
    const auto spans = spans_of(r, n);
    const auto channels = static_cast<std::int64_t>(at.x.channels());
    n.require(spans[0].whole(INT64_MAX) && spans[at.x.channel_axis()].whole(channels),
              "expected a slice of rows and cols, got one of samples or channels");
    const span_of_axis &rows = spans[at.row_axis], &cols = spans[at.col_axis];
    if (rows.start == 0 && cols.start == 0 && rows.start_how.empty() && cols.start_how.empty())
        if (const nn::value* like = sides_of(r, rows.end_how, cols.end_how))
            return {r.layer(n, nn::detail::cropping{}, {at.x.value, *like}), at.x.order};
    bool depends = false;
    const auto cut = [&](const span_of_axis& s, std::size_t cells) {
        const auto extent = static_cast<std::int64_t>(cells);
        const auto inside = [&](std::int64_t p) {
            return std::clamp<std::int64_t>(p < 0 ? std::max(p, -extent) + extent : p, 0, extent);
        };
        const bool from_end = s.end < 0 || s.end >= 1000000000;  // so that the rest does not depend on the side
        depends = depends || !s.start_how.empty() || !s.end_how.empty() || s.start < 0 || !from_end;
        n.require(inside(s.start) < inside(s.end), "expected a slice with something in it");
        return std::pair(static_cast<std::size_t>(inside(s.start)), static_cast<std::size_t>(extent - inside(s.end)));
    };
    const auto [top, bottom] = cut(rows, at.x.rows());
    const auto [left, right] = cut(cols, at.x.cols());
    const nn::value x = depends ? held(r, n, at.x) : at.x.value;
    if (top + bottom + left + right == 0) return {x, at.x.order};
    return {r.layer(n, crop_sides{{.top = top, .bottom = bottom, .left = left, .right = right}}, {x}), at.x.order};
}

/// How a Resize maps pixels, as this library does or not.
struct resize_mode {
    interpolation how = interpolation::nearest;
    bool by_division = false;  ///< the nearest pixel is floor(i in / out), which is ours for whole factors only

    /// For enlargements by `factor` where all are one whole number, else 0.
    static resize_mode of(const node_view& n, std::size_t factor) {
        const std::string mode = n.text("mode", "nearest"),
                          positions =
                              n.text("coordinate_transformation_mode", n.opset() < 11 ? "asymmetric" : "half_pixel"),
                          nearest = n.text("nearest_mode", n.opset() < 11 ? "floor" : "round_prefer_floor");
        const bool half = positions == "half_pixel" || positions == "pytorch_half_pixel";
        n.require(n.whole("antialias", 0) == 0, "expected antialias 0");
        if (mode == "linear" || mode == "bilinear") {
            n.require(half || factor == 1, "expected coordinate_transformation_mode half_pixel, got ",
                      excerpt(positions));
            return {interpolation::bilinear, false};
        }
        n.require(mode == "nearest", "expected the mode nearest or linear, got ", excerpt(mode));
        const bool floor = nearest == "floor", ceil = nearest == "round_prefer_ceil",
                   down = nearest == "round_prefer_floor";
        if ((half && ceil) || (positions == "tf_half_pixel_for_nn" && floor)) return {};
        if (factor > 0 && half && down) return {};
        if (positions == "asymmetric" && (floor || (down && factor > 0 && factor <= 2)))
            return {interpolation::nearest, true};
        n.require(factor == 1,
                  "expected nearest pixels as asymmetric with floor or half_pixel with round_prefer_ceil, got ",
                  excerpt(positions), " with ", excerpt(nearest));
        return {};
    }
};

/// The factors or sizes of rows and cols, of four numbers.
inline std::array<double, 2> two_of(const node_view& n, const located_image& at, const constant& four, bool factors) {
    n.require(four.numbers.size() == 4, "expected four numbers, got ", four.numbers.size());
    const double other = four.numbers[at.x.channel_axis()];
    n.require(!factors || four.numbers[0] == 1, "expected as many samples as before");
    n.require(other == (factors ? 1 : static_cast<double>(at.x.channels())), "expected as many channels as before");
    const std::array<double, 2> two{four.numbers[at.row_axis], four.numbers[at.col_axis]};
    n.require(two[0] > 0 && two[1] > 0 && std::max(two[0], two[1]) <= 1000000,
              "expected rows and cols from 1 to 1000000");
    return two;
}

/// The whole number that both are, or 0.
inline std::size_t whole_factor(double rows, double cols) {
    return rows == cols && rows == std::floor(rows) && rows >= 1 ? static_cast<std::size_t>(rows) : 0;
}

inline network_value read_scaling(graph_reader& r, const node_view& n, const located_image& at,
                                  const constant& scales) {
    const auto [rows, cols] = two_of(n, at, scales, true);
    const std::size_t factor = whole_factor(rows, cols);
    const resize_mode mode = resize_mode::of(n, factor);
    if (factor == 1) return at.x;
    if (factor > 1) return {r.layer(n, nn::upsample2d{factor, mode.how}, {at.x.value}), at.x.order};
    n.require(!mode.by_division, "expected a whole factor for nearest pixels by asymmetric, got ", rows, " and ", cols);
    return {r.layer(n, resize_to{rows, cols, true, mode.how}, {at.x.value}), at.x.order};
}

inline network_value read_sizes(graph_reader& r, const node_view& n, const located_image& at, const constant& sizes) {
    const auto [rows, cols] = two_of(n, at, sizes, false);
    const std::size_t factor =
        whole_factor(rows / static_cast<double>(at.x.rows()), cols / static_cast<double>(at.x.cols()));
    const resize_mode mode = resize_mode::of(n, factor);
    const std::string &row_how = sizes.origin(at.row_axis), &col_how = sizes.origin(at.col_axis);
    if (const nn::value* like = sides_of(r, row_how, col_how)) {
        if (mode.by_division) return {r.layer(n, enlarge_like{}, {at.x.value, *like}), at.x.order};
        n.require(
            mode.how == interpolation::bilinear || n.text("nearest_mode", "") != "round_prefer_floor" || factor > 0,
            "expected nearest_mode round_prefer_ceil");
        return {r.layer(n, nn::detail::resizing{mode.how}, {at.x.value, *like}), at.x.order};
    }
    const bool depends = !row_how.empty() || !col_how.empty();
    n.require(!mode.by_division || factor > 0, "expected whole factors for nearest pixels by asymmetric");
    const nn::value x = depends || mode.by_division ? held(r, n, at.x) : at.x.value;
    return {r.layer(n, resize_to{rows, cols, false, mode.how}, {x}), at.x.order};
}

/// Resize, and Upsample, which it was before.
inline network_value read_resize(graph_reader& r, const node_view& n) {
    const located_image at(r, n);
    const bool old = n.operation() == "Upsample" || n.opset() < 11;
    if (n.operation() == "Upsample" && n.has_attribute("scales"))
        return read_scaling(r, n, at, {{4}, n.numbers("scales")});
    const std::size_t scales = old ? 1 : 2;
    if (n.has(scales) && !r.fixed(n, scales).numbers.empty()) return read_scaling(r, n, at, r.fixed(n, scales));
    n.require(n.has(3), "expected scales or sizes");
    return read_sizes(r, n, at, r.fixed(n, 3));
}

}  // namespace detail

inline void add_pixel_readers(std::map<std::string, operator_rule>& rules) {
    rules["Pad"] = detail::read_padding;
    rules["Slice"] = detail::read_slice;
    rules["Resize"] = rules["Upsample"] = detail::read_resize;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
