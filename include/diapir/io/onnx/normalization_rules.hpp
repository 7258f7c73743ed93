// Normalizations as nodes of ONNX.
#pragma once

#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/sample_normalization.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

namespace detail {

inline std::string batch_normalizing(const nn::batch_normalization& l, const layer_site& at) {
    return at.add("BatchNormalization",
                  {at.input(), at.parameter(0), at.parameter(1), at.parameter(2), at.parameter(3)},
                  {{"epsilon", static_cast<float>(l.epsilon)}});
}

/// The groups are channels for a while, as PyTorch 1.13 exports its GroupNorm.
inline std::string group_normalizing(const nn::group_normalization& l, const layer_site& at) {
    const std::size_t channels = at.output.back();
    const shape of_channel = at.is_image() ? shape{channels, 1, 1} : shape{channels};
    const std::string groups = at.integers("groups", {0, static_cast<std::int64_t>(l.groups), -1});
    const std::string standard = at.add(
        "InstanceNormalization",
        {at.add("Reshape", {at.input(), groups}), at.numbers("ones", {l.groups}, std::vector<float>(l.groups, 1)),
         at.numbers("zeros", {l.groups}, std::vector<float>(l.groups, 0))},
        {{"epsilon", static_cast<float>(l.epsilon)}});
    const std::string back = at.add("Reshape", {standard, at.add("Shape", {at.input()})});
    return at.add("Add", {at.add("Mul", {back, at.parameter(0, of_channel)}), at.parameter(1, of_channel)});
}

/// Over the channels, which have to be last for it.
inline std::string layer_normalizing(const nn::layer_normalization& l, const layer_site& at) {
    at.graph.need_opset(17);
    std::string x = at.input();
    if (at.is_image()) x = at.add("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 2, 3, 1}}});
    x = at.add("LayerNormalization", {x, at.parameter(0), at.parameter(1)},
               {{"axis", std::int64_t{-1}}, {"epsilon", static_cast<float>(l.epsilon)}});
    return at.is_image() ? at.add("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}}) : x;
}

}  // namespace detail

inline void add_normalization_rules(layer_rules& rules) {
    rules.add<nn::batch_normalization>(detail::batch_normalizing);
    rules.add<nn::group_normalization>(detail::group_normalizing);
    rules.add<nn::layer_normalization>(detail::layer_normalizing);
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
