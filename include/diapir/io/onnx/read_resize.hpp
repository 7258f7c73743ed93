// Resize and Upsample of ONNX as layers. Of the many ways in which ONNX maps pixels, those that are ours are taken.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/graph_reader.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/node_view.hpp>
#include <diapir/io/onnx/read_pixels.hpp>
#include <diapir/nn/layers/resize2d.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

/// How a Resize maps pixels, as this library does or not.
struct resize_mode {
    interpolation how = interpolation::nearest;
    bool whole_factors = false;  ///< it is ours for whole factors only, such as floor(i in / out)
    bool small_factors = false;  ///< of these for 1 and 2 only
    bool copy = false;           ///< it is not ours, but for images that stay as they are
    bool many = false;           ///< it is not ours where a side becomes a single pixel

    /// For enlargements by `factor` where all are one whole number, else 0.
    static resize_mode of(const node_view& n, std::size_t factor) {
        const std::string mode = n.text("mode", "nearest"),
                          positions =
                              n.text("coordinate_transformation_mode", n.opset() < 11 ? "asymmetric" : "half_pixel"),
                          nearest = n.text("nearest_mode", n.opset() < 11 ? "floor" : "round_prefer_floor");
        const bool many = positions == "pytorch_half_pixel", half = many || positions == "half_pixel";
        n.require(n.whole("antialias", 0) == 0, "expected antialias 0");
        n.require(n.text("keep_aspect_ratio_policy", "stretch") == "stretch",
                  "expected the keep_aspect_ratio_policy stretch");
        n.require(n.wholes("axes", {0, 1, 2, 3}) == std::vector<std::int64_t>{0, 1, 2, 3},
                  "expected the axes 0, 1, 2 and 3");
        if (mode == "linear" || mode == "bilinear") {
            if (positions == "align_corners") return {.how = interpolation::bilinear_corners};
            n.require(half || factor == 1, "expected coordinate_transformation_mode half_pixel or align_corners, got ",
                      excerpt(positions));
            return {.how = interpolation::bilinear, .copy = !half, .many = many};
        }
        n.require(mode == "nearest", "expected the mode nearest or linear, got ", excerpt(mode));
        const bool floor = nearest == "floor", ceil = nearest == "round_prefer_ceil",
                   down = nearest == "round_prefer_floor";
        if ((half && ceil) || (positions == "tf_half_pixel_for_nn" && floor)) return {.many = many};
        if (factor > 0 && half && down) return {.whole_factors = true};
        const bool small = down && factor > 0 && factor <= 2;
        if (positions == "asymmetric" && (floor || small)) return {.whole_factors = true, .small_factors = small};
        n.require(factor == 1,
                  "expected nearest pixels as asymmetric with floor or half_pixel with round_prefer_ceil, got ",
                  excerpt(positions), " with ", excerpt(nearest));
        return {.copy = true};
    }
    std::size_t least() const { return many ? 2 : 1; }
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

/// An image that becomes another one by numbers that may be made of sides: it stays as it is, where they are.
inline network_value held_to(graph_reader& r, const node_view& n, const located_image& at, const constant& four) {
    return four.origin(at.row_axis).empty() && four.origin(at.col_axis).empty()
               ? at.x
               : network_value{held_to_input(r, n, at.x), at.x.order};
}

inline network_value read_scaling(graph_reader& r, const node_view& n, const located_image& at,
                                  const constant& scales) {
    const auto [rows, cols] = two_of(n, at, scales, true);
    const std::size_t factor = whole_factor(rows, cols);
    const resize_mode mode = resize_mode::of(n, factor);
    const network_value x = held_to(r, n, at, scales);
    if (factor == 1) return x;
    if (factor > 1) return {r.layer(n, nn::upsample2d{factor, mode.how}, {x.value}), x.order};
    n.require(!mode.whole_factors, "expected a whole factor for nearest pixels by asymmetric, got ", rows, " and ",
              cols);
    return {r.layer(n, resize_to{rows, cols, true, mode.how, mode.least()}, {x.value}), x.order};
}

inline network_value read_sizes(graph_reader& r, const node_view& n, const located_image& at, const constant& sizes) {
    const auto [rows, cols] = two_of(n, at, sizes, false);
    const std::size_t factor =
        whole_factor(rows / static_cast<double>(at.x.rows()), cols / static_cast<double>(at.x.cols()));
    const resize_mode mode = resize_mode::of(n, factor);
    n.require(!mode.many || std::min(rows, cols) > 1 || factor == 1,
              "expected more than one row and column from pytorch_half_pixel");
    if (mode.copy) return {held(r, n, held_to(r, n, at, sizes)), at.x.order};
    const std::string &row_how = sizes.origin(at.row_axis), &col_how = sizes.origin(at.col_axis);
    if (const nn::value* like = mode.small_factors ? nullptr : sides_of(r, row_how, col_how)) {
        if (mode.whole_factors) return {r.layer(n, enlarge_like{}, {at.x.value, *like}), at.x.order};
        n.require(
            mode.how != interpolation::nearest || n.text("nearest_mode", "") != "round_prefer_floor" || factor > 0,
            "expected nearest_mode round_prefer_ceil");
        return {r.layer(n, nn::detail::resizing{mode.how}, {at.x.value, *like}), at.x.order};
    }
    n.require(!mode.whole_factors || factor > 0, "expected whole factors for nearest pixels by asymmetric");
    const network_value x = held_to(r, n, at, sizes);
    return {r.layer(n, resize_to{rows, cols, false, mode.how, mode.least()},
                    {mode.whole_factors ? held(r, n, x) : x.value}),
            x.order};
}

/// Resize, and Upsample, which it was before.
inline network_value read_resize(graph_reader& r, const node_view& n) {
    const located_image at(r, n);
    const bool old = n.operation() == "Upsample" || n.opset() < 11;
    if (n.operation() == "Upsample" && n.has_attribute("scales"))
        return read_scaling(r, n, at, {{4}, n.numbers("scales")});
    const std::size_t scales = old ? 1 : 2;
    if (n.has(scales) && !r.computed(n, scales).numbers.empty()) return read_scaling(r, n, at, r.computed(n, scales));
    n.require(n.has(3), "expected scales or sizes");
    return read_sizes(r, n, at, r.computed(n, 3));
}

}  // namespace detail

inline void add_resize_readers(std::map<std::string, operator_rule>& rules) {
    rules["Resize"] = rules["Upsample"] = detail::read_resize;
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
