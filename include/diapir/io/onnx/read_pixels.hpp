// Padding and cropping of ONNX as layers. Files say sides by arithmetic with the shapes of values; where that is known
// the layers serve images of any sides, else those that the file was read for.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>

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

/// The value whose rows or cols a number is, as "rows:3" or "cols:3" says. Null where it is not.
inline const nn::value* side_of(const graph_reader& r, const std::string& how, bool rows) {
    if (!how.starts_with(rows ? "rows:" : "cols:")) return nullptr;
    std::size_t node = 0;
    const auto [end, error] = std::from_chars(how.data() + 5, how.data() + how.size(), node);
    return error == std::errc() && end == how.data() + how.size() ? r.of_node(node) : nullptr;
}
/// The value whose rows and cols two numbers are.
inline const nn::value* sides_of(const graph_reader& r, const std::string& rows, const std::string& cols) {
    const nn::value* v = side_of(r, rows, true);
    return v && v == side_of(r, cols, false) ? v : nullptr;
}

/// The value to whose sides an image is padded, with half of what lacks before it or none, by what the texts of the
/// pads {top, bottom, left, right} say. Null where it is none.
inline const nn::value* padded_like(const graph_reader& r, const nn::value& x, const std::array<std::string, 4>& how,
                                    bool centered) {
    const auto lacks = [&](bool rows, const std::string& before, const std::string& after) -> const nn::value* {
        const std::string &last = centered ? before : after, own = "," + graph_reader::side_name(x, rows) + ")";
        const std::string begin = centered ? "div(sub(" : "sub(", end = centered ? own + ",2)" : own;
        if (!last.starts_with(begin) || !last.ends_with(end) || last.size() < begin.size() + end.size()) return nullptr;
        const std::string other = last.substr(begin.size(), last.size() - begin.size() - end.size());
        const std::string difference = "sub(" + other + own;
        const bool fits = centered ? after == "sub(" + difference + "," + before + ")" : before.empty();
        return fits ? side_of(r, other, rows) : nullptr;
    };
    const nn::value* like = lacks(true, how[0], how[1]);
    return like && like == lacks(false, how[2], how[3]) ? like : nullptr;
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
    const std::array<std::string, 4> how{pads.origin(where[0]), pads.origin(where[1]), pads.origin(where[2]),
                                         pads.origin(where[3])};
    for (const bool centered : {true, false})
        if (const nn::value* like = mode == "constant" ? padded_like(r, at.x.value, how, centered) : nullptr)
            return {r.layer(n, pad_like{centered}, {at.x.value, *like}), at.x.order};
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

/// A slice to the rows and cols of another value, or to one of them.
inline std::optional<network_value> cropped_like(graph_reader& r, const node_view& n, const located_image& at,
                                                 const span_of_axis& rows, const span_of_axis& cols) {
    if (rows.start != 0 || cols.start != 0 || !rows.start_how.empty() || !cols.start_how.empty()) return std::nullopt;
    const nn::value *of_rows = side_of(r, rows.end_how, true), *of_cols = side_of(r, cols.end_how, false);
    const auto all = [](const span_of_axis& s) { return s.end_how.empty() && s.end >= 1000000000; };
    if (of_rows && of_rows == of_cols)
        return network_value{r.layer(n, nn::detail::cropping{}, {at.x.value, *of_rows}), at.x.order};
    if (of_rows && all(cols))
        return network_value{r.layer(n, crop_side_like{true}, {at.x.value, *of_rows}), at.x.order};
    if (of_cols && all(rows))
        return network_value{r.layer(n, crop_side_like{false}, {at.x.value, *of_cols}), at.x.order};
    return std::nullopt;
}

inline network_value read_slice(graph_reader& r, const node_view& n) {
    const located_image at(r, n);
    const auto spans = spans_of(r, n);
    const auto channels = static_cast<std::int64_t>(at.x.channels());
    n.require(spans[0].whole(INT64_MAX) && spans[at.x.channel_axis()].whole(channels),
              "expected a slice of rows and cols, got one of samples or channels");
    const span_of_axis &rows = spans[at.row_axis], &cols = spans[at.col_axis];
    if (const auto like = cropped_like(r, n, at, rows, cols)) return *like;
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

}  // namespace detail

inline void add_pixel_readers(std::map<std::string, operator_rule>& rules) {
    rules["Pad"] = detail::read_padding;
    rules["Slice"] = detail::read_slice;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
