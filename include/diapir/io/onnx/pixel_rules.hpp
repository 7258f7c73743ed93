// Layers that move pixels as nodes of ONNX: padding, cropping, resizing, flattening, sums over whole images, and
// merging.
#pragma once

#include <diapir/io/onnx/activation_rules.hpp>
#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/resize2d.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

/// Zeros at the bottom and right, up to the next multiples: -sides modulo `of`, which is not negative.
inline std::string padding_to_multiple(const nn::pad_to_multiple& l, const layer_site& at) {
    const shape& s = at.input_shapes[0];
    if (l.of == 1 || (at.fixed && at.output == s)) return at.input();
    std::string pads;
    if (at.fixed) {
        pads = at.integers("pads", {0, 0, 0, 0, 0, 0, static_cast<std::int64_t>(at.output[0] - s[0]),
                                    static_cast<std::int64_t>(at.output[1] - s[1])});
    } else {
        const std::string lacks =
            at.add("Mod", {at.add("Neg", {at.sides(0)}), at.integers("multiple", {static_cast<std::int64_t>(l.of)})});
        pads = at.add("Concat", {at.integers("none", std::vector<std::int64_t>(6, 0)), lacks},
                      {{"axis", std::int64_t{0}}});
    }
    return at.add("Pad", {at.input(), pads, at.number("zero", 0)});
}

inline std::string cropping_like(const nn::detail::cropping&, const layer_site& at) {
    if (at.fixed && at.output == at.input_shapes[0]) return at.input();
    return at.add("Slice", {at.input(), at.integers("from", {0, 0}), at.sides(1), at.integers("axes", {2, 3})});
}

/// Centers or corners of pixels are kept. Pixels that a whole number of rows and cols become are taken by division,
/// which has no rounding.
inline std::vector<attribute> resize_attributes(diapir::interpolation how, bool whole) {
    if (how == diapir::interpolation::bilinear)
        return {{"mode", std::string("linear")}, {"coordinate_transformation_mode", std::string("half_pixel")}};
    if (how == diapir::interpolation::bilinear_corners)
        return {{"mode", std::string("linear")}, {"coordinate_transformation_mode", std::string("align_corners")}};
    if (whole)
        return {{"mode", std::string("nearest")},
                {"coordinate_transformation_mode", std::string("asymmetric")},
                {"nearest_mode", std::string("floor")}};
    return {{"mode", std::string("nearest")},
            {"coordinate_transformation_mode", std::string("half_pixel")},
            {"nearest_mode", std::string("round_prefer_ceil")}};
}

inline std::string upsampling(const nn::upsample2d& l, const layer_site& at) {
    const auto size = static_cast<float>(l.size);
    return at.add("Resize", {at.input(), "", at.numbers("scales", {4}, {1, 1, size, size})},
                  resize_attributes(l.interpolation, true));
}

/// The shape of a value with other rows and cols, two whole numbers of that name.
inline std::string resized_shape(const layer_site& at, const std::string& sides) {
    const std::string others =
        at.add("Slice", {at.add("Shape", {at.input()}), at.integers("from", {0}), at.integers("to", {2})});
    return at.add("Concat", {others, sides}, {{"axis", std::int64_t{0}}});
}

inline std::string resizing_like(const nn::detail::resizing& l, const layer_site& at) {
    return at.add("Resize", {at.input(), "", "", resized_shape(at, at.sides(1))},
                  resize_attributes(l.interpolation, false));
}

/// {n, channels, rows, cols} -> {n, rows cols channels}, or as it is.
inline std::string flattening(const nn::flatten&, const layer_site& at) {
    if (!at.is_image()) return at.input();
    const std::string last = at.add("Transpose", {at.input()}, {{"perm", std::vector<std::int64_t>{0, 2, 3, 1}}});
    return at.add("Flatten", {last}, {{"axis", std::int64_t{1}}});
}

/// Of images, a convolution of one pixel.
inline std::string dense_layer(const nn::dense& l, const layer_site& at) {
    const shape kernel = at.node.parameters[0].shape;
    std::vector<std::string> inputs{at.input()};
    if (at.is_image()) {
        std::vector<float> turned;
        for (std::size_t unit = 0; unit < kernel[1]; ++unit)
            for (std::size_t c = 0; c < kernel[0]; ++c) turned.push_back(at.parameters[0][c * kernel[1] + unit]);
        inputs.push_back(at.numbers("kernel", {kernel[1], kernel[0], 1, 1}, turned));
    } else {
        inputs.push_back(at.parameter(0));
    }
    if (l.bias) inputs.push_back(at.parameter(1));
    return activated(at, at.add(at.is_image() ? "Conv" : l.bias ? "Gemm" : "MatMul", inputs), l.activation);
}

/// The mean or largest value of each channel, {n, channels}.
inline std::string global_pooling(const char* operation, const layer_site& at) {
    return at.add("Flatten", {at.add(operation, {at.input()})}, {{"axis", std::int64_t{1}}});
}

/// a + b or a b, where b may have one pixel and no axes for it.
inline std::string elementwise(const char* operation, const layer_site& at) {
    std::string second = at.inputs[1];
    if (at.is_image(0) && !at.is_image(1)) second = at.add("Unsqueeze", {second, at.integers("axes", {2, 3})});
    if (!at.is_image(0) && at.is_image(1)) second = at.add("Flatten", {second}, {{"axis", std::int64_t{1}}});
    return at.add(operation, {at.inputs[0], second});
}

inline std::string concatenating(const nn::detail::concatenation&, const layer_site& at) {
    return at.inputs.size() == 1 ? at.input() : at.add("Concat", at.inputs, {{"axis", std::int64_t{1}}});
}

}  // namespace detail

inline void add_pixel_rules(layer_rules& rules) {
    const auto nothing = [](const auto&, const layer_site& at) { return at.input(); };
    rules.add<nn::dropout>(nothing).add<nn::spatial_dropout>(nothing);
    rules.add<nn::pad_to_multiple>(detail::padding_to_multiple);
    rules.add<nn::detail::cropping>(detail::cropping_like);
    rules.add<nn::upsample2d>(detail::upsampling);
    rules.add<nn::detail::resizing>(detail::resizing_like);
    rules.add<nn::flatten>(detail::flattening);
    rules.add<nn::dense>(detail::dense_layer);
    rules.add<nn::global_average_pool2d>(
        [](const auto&, const layer_site& at) { return detail::global_pooling("GlobalAveragePool", at); });
    rules.add<nn::global_max_pool2d>(
        [](const auto&, const layer_site& at) { return detail::global_pooling("GlobalMaxPool", at); });
    rules.add<nn::detail::addition>([](const auto&, const layer_site& at) { return detail::elementwise("Add", at); });
    rules.add<nn::detail::multiplication>(
        [](const auto&, const layer_site& at) { return detail::elementwise("Mul", at); });
    rules.add<nn::detail::concatenation>(detail::concatenating);
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
