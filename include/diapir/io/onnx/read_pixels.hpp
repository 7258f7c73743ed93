// Padding and cropping of ONNX as layers. Files say sides by arithmetic with the shapes of values; where that is known
// the layers serve images of any sides, else those that the file was read for.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/constant_moves.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/nn/layers/conv2d.hpp>
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
#include <utility>
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

/// x where its sides are what they are now: what follows is right for them.
inline nn::value held(graph_reader& r, const node_view& n, const network_value& x) {
    return r.layer(n, fixed_sides{x.rows(), x.cols()}, {x.value});
}
/// x where all sides are what they are now: a number was computed from some of them in a way that has no layer.
inline nn::value held_to_input(graph_reader& r, const node_view& n, const network_value& x) {
    const nn::value& input = r.input();
    if (input.output().axes() != 3) return x.value;  // channels, and then all sides are those of the file
    return r.layer(n, fixed_input{input.rows(), input.cols()}, {x.value, input});
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

/// What a Pad adds, or cuts off where it is negative: at the top, bottom, left and right.
struct asked_pads {
    pad_mode mode = pad_mode::zero;
    std::array<std::int64_t, 4> sides{};
    std::array<std::string, 4> how{};  ///< they came about

    asked_pads(const graph_reader& r, const node_view& n, const located_image& at) : mode(mode_of(r, n)) {
        constant pads;
        if (n.has(1)) {
            pads = r.computed(n, 1);
        } else {
            for (const std::int64_t p : n.wholes("pads", {})) pads.numbers.push_back(static_cast<double>(p));
        }
        n.require(pads.numbers.size() == 8 && !n.has(3), "expected pads for the four axes of an image, got ",
                  pads.numbers.size(), " numbers");
        const std::array<std::size_t, 4> where{at.row_axis, at.row_axis + 4, at.col_axis, at.col_axis + 4};
        for (std::size_t i = 0; i < 8; ++i) {
            const std::int64_t p = whole_of(n, pads.numbers[i]);
            n.require(p >= -1000000 && p <= 1000000, "expected pads of at most 1000000, got ", p);
            const auto side = static_cast<std::size_t>(std::find(where.begin(), where.end(), i) - where.begin());
            n.require(side < where.size() || p == 0, "expected pads of rows and cols only");
            if (side == where.size()) continue;
            sides[side] = p;
            how[side] = pads.origin(i);
        }
    }

    bool depends() const {
        return std::any_of(how.begin(), how.end(), [](const std::string& h) { return !h.empty(); });
    }
    /// Pixels of a side that are added, for a sign of 1, or cut off, for -1.
    std::size_t part(std::size_t side, int sign) const {
        return static_cast<std::size_t>(std::max<std::int64_t>(sign * sides[side], 0));
    }
    bool any(int sign) const { return part(0, sign) + part(1, sign) + part(2, sign) + part(3, sign) > 0; }

private:
    static pad_mode mode_of(const graph_reader& r, const node_view& n) {
        const std::string mode = n.text("mode", "constant");
        if (mode == "reflect") return pad_mode::reflect;
        if (mode == "edge") return pad_mode::edge;
        n.require(mode == "constant", "expected the mode constant, reflect or edge, got ", excerpt(mode));
        const bool given = n.has(2) && !r.fixed(n, 2).numbers.empty();
        const double value = given ? r.fixed(n, 2).numbers[0] : n.number("value", 0);
        n.require(value == 0, "expected pads of zeros, got ", value);
        return pad_mode::zero;
    }
};

/// Padding to a multiple, or to the sides of another value. None where it is neither.
inline std::optional<network_value> padded_to(graph_reader& r, const node_view& n, const network_value& x,
                                              const asked_pads& pads) {
    if (pads.mode != pad_mode::zero) return std::nullopt;
    const auto multiple = multiple_of(pads.how[1], graph_reader::side_name(x.value, true));
    if (multiple && multiple == multiple_of(pads.how[3], graph_reader::side_name(x.value, false)) &&
        pads.sides[0] == 0 && pads.sides[2] == 0 && pads.how[0].empty() && pads.how[2].empty())
        return network_value{r.layer(n, nn::pad_to_multiple{*multiple}, {x.value}), x.order};
    for (const bool centered : {true, false})
        if (const nn::value* like = padded_like(r, x.value, pads.how, centered))
            return network_value{r.layer(n, pad_like{centered}, {x.value, *like}), x.order};
    return std::nullopt;
}

inline network_value read_padding(graph_reader& r, const node_view& n) {
    const located_image at(r, n);
    const asked_pads pads(r, n, at);
    if (const auto known = padded_to(r, n, at.x, pads)) return *known;
    nn::value y = pads.depends() ? held_to_input(r, n, at.x) : at.x.value;
    const auto part = [&](std::size_t side, int sign) { return pads.part(side, sign); };
    const crop_sides cut{{.top = part(0, -1), .bottom = part(1, -1), .left = part(2, -1), .right = part(3, -1)}};
    const pad_sides added{
        {.top = part(0, 1), .bottom = part(1, 1), .left = part(2, 1), .right = part(3, 1), .mode = pads.mode}};
    if (pads.any(-1)) y = r.layer(n, cut, {y});
    if (pads.any(1)) y = r.layer(n, added, {y});
    return {y, at.x.order};
}

/// Where a slice of an axis begins and ends, and how these numbers came about.
struct span_of_axis {
    std::int64_t start = 0, end = INT64_MAX;
    std::string start_how{}, end_how{};

    bool whole(std::int64_t extent) const { return (start == 0 || start <= -extent) && end >= extent; }
    /// The first position, and the one behind the last, of an axis with so many. Positions count from its end below 0.
    std::pair<std::int64_t, std::int64_t> within(std::int64_t extent) const {
        const auto inside = [extent](std::int64_t p) {
            return std::clamp<std::int64_t>(p < 0 ? std::max(p, -extent) + extent : p, 0, extent);
        };
        return {inside(start), inside(end)};
    }
};

inline std::array<span_of_axis, 4> spans_of(const graph_reader& r, const node_view& n) {
    const std::vector<const constant*> in{nullptr, r.optional_computed(n, 1), r.optional_computed(n, 2),
                                          r.optional(n, 3), r.optional(n, 4)};
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

/// Some of the channels: a convolution of one pixel whose kernel is zeros and ones.
inline network_value some_channels(graph_reader& r, const node_view& n, const network_value& x, const span_of_axis& s) {
    const auto [first, last] = s.within(static_cast<std::int64_t>(x.channels()));
    n.require(first < last, "expected a slice with something in it");
    const auto from = static_cast<std::size_t>(first), count = static_cast<std::size_t>(last - first);
    r.require_room(n, x.channels() * count);
    std::vector<double> kernel(x.channels() * count, 0.0);
    for (std::size_t k = 0; k < count; ++k) kernel[(from + k) * count + k] = 1;
    const nn::conv2d layer{.filters = count, .kernel = 1, .bias = false, .initializer = nn::initializer::zeros};
    return {r.layer(n, layer, {x.value}, {{{1, 1, x.channels(), count}, std::move(kernel)}}), x.order};
}

inline network_value read_slice(graph_reader& r, const node_view& n) {
    located_image at(r, n);
    const auto spans = spans_of(r, n);
    n.require(spans[0].whole(INT64_MAX), "expected a slice of rows, cols or channels, got one of samples");
    const span_of_axis& channels = spans[at.x.channel_axis()];
    if (!channels.whole(static_cast<std::int64_t>(at.x.channels()))) at.x = some_channels(r, n, at.x, channels);
    const span_of_axis &rows = spans[at.row_axis], &cols = spans[at.col_axis];
    if (const auto like = cropped_like(r, n, at, rows, cols)) return *like;
    bool depends = false, computed = false;
    const auto cut = [&](const span_of_axis& s, std::size_t cells) {
        const auto [first, last] = s.within(static_cast<std::int64_t>(cells));
        const bool from_end = s.end < 0 || s.end >= 1000000000;  // so that the rest does not depend on the side
        computed = computed || !s.start_how.empty() || !s.end_how.empty();
        depends = depends || s.start < 0 || !from_end;
        n.require(first < last, "expected a slice with something in it");
        return std::pair(static_cast<std::size_t>(first), cells - static_cast<std::size_t>(last));
    };
    const auto [top, bottom] = cut(rows, at.x.rows());
    const auto [left, right] = cut(cols, at.x.cols());
    const nn::value x = computed ? held_to_input(r, n, at.x) : depends ? held(r, n, at.x) : at.x.value;
    if (top + bottom + left + right == 0) return {x, at.x.order};
    return {r.layer(n, crop_sides{{.top = top, .bottom = bottom, .left = left, .right = right}}, {x}), at.x.order};
}

}  // namespace detail

inline void add_pixel_readers(std::map<std::string, operator_rule>& rules) {
    rules["Pad"] = detail::read_padding;
    rules["Slice"] = detail::read_slice;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
