// Activations as nodes of ONNX.
#pragma once

#include <diapir/io/onnx/layer_rules.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/layers/activations.hpp>

#include <cstdint>
#include <limits>
#include <numbers>
#include <string>

namespace diapir::inline DIAPIR_TARGET::io::onnx {

/// x (1 + erf(x / sqrt(2))) / 2; the operator Gelu is there from opset 20 on only.
inline std::string gelu_of(const layer_site& at, const std::string& x) {
    const std::string scaled = at.add("Mul", {x, at.number("1_over_sqrt2", 1 / std::numbers::sqrt2)});
    const std::string gate = at.add("Add", {at.add("Erf", {scaled}), at.number("one", 1)});
    return at.add("Mul", {at.add("Mul", {x, gate}), at.number("half", 0.5)});
}

/// The name of f(x), for the value x of that name.
inline std::string activated(const layer_site& at, const std::string& x, nn::activation f) {
    switch (f) {
        case nn::activation::none:
            return x;
        case nn::activation::relu:
            return at.add("Relu", {x});
        case nn::activation::leaky_relu:
            return at.add("LeakyRelu", {x}, {{"alpha", static_cast<float>(nn::leaky_relu{}.slope)}});
        case nn::activation::elu:
            return at.add("Elu", {x}, {{"alpha", static_cast<float>(nn::elu{}.alpha)}});
        case nn::activation::gelu:
            return gelu_of(at, x);
        case nn::activation::silu:
            return at.add("Mul", {x, at.add("Sigmoid", {x})});
        case nn::activation::softplus:
            return at.add("Softplus", {x});
        case nn::activation::sigmoid:
            return at.add("Sigmoid", {x});
        case nn::activation::tanh:
            return at.add("Tanh", {x});
        case nn::activation::softmax:
            return at.add("Softmax", {x}, {{"axis", std::int64_t{1}}});
    }
    throw argument_error("onnx: expected an activation that there is");
}

/// Adds the rules of activations that are layers of their own.
inline void add_activation_rules(layer_rules& rules) {
    const auto add = [&]<nn::activation F>(const nn::activation_layer<F>&) {
        rules.add<nn::activation_layer<F>>(
            [](const auto&, const layer_site& at) { return activated(at, at.input(), F); });
    };
    add(nn::relu{});
    add(nn::gelu{});
    add(nn::silu{});
    add(nn::softplus{});
    add(nn::sigmoid{});
    add(nn::tanh{});
    add(nn::softmax{});
    rules.add<nn::leaky_relu>([](const nn::leaky_relu& l, const layer_site& at) {
        return at.add("LeakyRelu", {at.input()}, {{"alpha", static_cast<float>(l.slope)}});
    });
    rules.add<nn::elu>([](const nn::elu& l, const layer_site& at) {
        return at.add("Elu", {at.input()}, {{"alpha", static_cast<float>(l.alpha)}});
    });
    rules.add<nn::clamp>([](const nn::clamp& l, const layer_site& at) {
        constexpr auto largest = static_cast<double>(std::numeric_limits<float>::max());
        const std::string least = l.low >= -largest ? at.number("min", l.low) : "";
        const std::string most = l.high <= largest ? at.number("max", l.high) : "";
        return at.add("Clip", {at.input(), least, most});
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::io::onnx
