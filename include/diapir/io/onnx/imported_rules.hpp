// The layers of imported networks as nodes of ONNX, so that these are written again.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/io/onnx/imported_layers.hpp>
#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/io/onnx/pixel_rules.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

inline std::string padding_sides(const pad_sides& l, const layer_site& at) {
    const auto whole = [](std::size_t v) { return static_cast<std::int64_t>(v); };
    const auto& s = l.sides;
    const std::string pads =
        at.integers("pads", {0, 0, whole(s.top), whole(s.left), 0, 0, whole(s.bottom), whole(s.right)});
    if (s.mode == pad_mode::zero) return at.add("Pad", {at.input(), pads, at.number("zero", 0)});
    return at.add("Pad", {at.input(), pads}, {{"mode", std::string(s.mode == pad_mode::edge ? "edge" : "reflect")}});
}

/// Ends are counted from the end, so that images may have any sides.
inline std::string cropping_sides(const crop_sides& l, const layer_site& at) {
    const auto end = [](std::size_t cut) { return cut ? -static_cast<std::int64_t>(cut) : INT64_MAX; };
    const auto& s = l.sides;
    return at.add("Slice", {at.input(),
                            at.integers("from", {static_cast<std::int64_t>(s.top), static_cast<std::int64_t>(s.left)}),
                            at.integers("to", {end(s.bottom), end(s.right)}), at.integers("axes", {2, 3})});
}

inline std::string cropping_side_like(const crop_side_like& l, const layer_site& at) {
    const std::int64_t which = l.rows ? 0 : 1;
    const std::string to =
        at.add("Slice", {at.sides(1), at.integers("first", {which}), at.integers("last", {which + 1})});
    return at.add("Slice", {at.input(), at.integers("from", {0}), to, at.integers("axes", {2 + which})});
}

/// What lacks at the sides, half of it before or none, as PyTorch exports it.
inline std::string padding_like(const pad_like& l, const layer_site& at) {
    const std::string lacks = at.add("Sub", {at.sides(1), at.sides(0)}), none = at.integers("none", {0, 0});
    const std::string before = l.centered ? at.add("Div", {lacks, at.integers("two", {2})}) : none;
    const std::string after = l.centered ? at.add("Sub", {lacks, before}) : lacks;
    const std::string pads = at.add("Concat", {none, before, none, after}, {{"axis", std::int64_t{0}}});
    return at.add("Pad", {at.input(), pads, at.number("zero", 0)});
}

inline std::string scaling_channels(const affine&, const layer_site& at) {
    const std::size_t channels = at.output.back();
    const shape s = at.is_image() ? shape{channels, 1, 1} : shape{channels};
    return at.add("Add", {at.add("Mul", {at.input(), at.parameter(0, s)}), at.parameter(1, s)});
}

inline std::string resizing_to(const resize_to& l, const layer_site& at) {
    const auto attributes = resize_attributes(l.interpolation, false);
    if (l.times)
        return at.add(
            "Resize",
            {at.input(), "", at.numbers("scales", {4}, {1, 1, static_cast<float>(l.rows), static_cast<float>(l.cols)})},
            attributes);
    return at.add("Resize",
                  {at.input(), "", "",
                   resized_shape(at, at.integers("sides", {static_cast<std::int64_t>(l.rows),
                                                           static_cast<std::int64_t>(l.cols)}))},
                  attributes);
}

}  // namespace detail

inline void add_imported_rules(layer_rules& rules) {
    rules.add<pad_sides>(detail::padding_sides);
    rules.add<crop_sides>(detail::cropping_sides);
    rules.add<crop_side_like>(detail::cropping_side_like);
    rules.add<pad_like>(detail::padding_like);
    rules.add<affine>(detail::scaling_channels);
    rules.add<resize_to>(detail::resizing_to);
    rules.add<enlarge_like>([](const enlarge_like&, const layer_site& at) {
        return at.add("Resize", {at.input(), "", "", detail::resized_shape(at, at.sides(1))},
                      detail::resize_attributes(diapir::interpolation::nearest, true));
    });
    rules.add<fixed_sides>([](const fixed_sides&, const layer_site& at) { return at.input(); });
    rules.add<fixed_input>([](const fixed_input&, const layer_site& at) { return at.input(); });
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
