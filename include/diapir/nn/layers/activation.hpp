// What follows a convolution or a dense layer.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/rectifiers.hpp>
#include <diapir/ops/self_gated.hpp>
#include <diapir/ops/softmax.hpp>

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// The operations of those names, with their default options.
enum class activation { none, relu, leaky_relu, elu, gelu, silu, softplus, sigmoid, tanh, softmax };

/// As summaries name it. Throws argument_error for one that there is not.
inline const char* name_of(activation f) {
    constexpr const char* names[] = {"Linear", "ReLU",     "LeakyReLU", "ELU",  "GELU",
                                     "SiLU",   "Softplus", "Sigmoid",   "Tanh", "Softmax"};
    const auto at = static_cast<std::size_t>(f);
    require(at < std::size(names), "activation: expected one that there is, got number ", static_cast<int>(f));
    return names[at];
}

/// Whether an activation's values are probabilities, and losses are computed from what comes before it.
inline bool gives_probabilities(activation f) {
    return f == activation::sigmoid || f == activation::softmax;
}

namespace detail {

/// Throws argument_error, in the name of a task or a loss, unless a network ends as it should.
inline void require_end(const std::string& name, activation expected, activation end) {
    require(end == expected, name, ": expected a network that ends in ", name_of(expected), ", got ", name_of(end));
}

}  // namespace detail

/// f(x) of an activation f, for a tensor or a variable x.
template <operand X>
X activated(X x, activation f) {
    switch (f) {
        case activation::none:
            return x;
        case activation::relu:
            return diapir::relu(std::move(x));
        case activation::leaky_relu:
            return diapir::leaky_relu(std::move(x));
        case activation::elu:
            return diapir::elu(std::move(x));
        case activation::gelu:
            return diapir::gelu(std::move(x));
        case activation::silu:
            return diapir::silu(std::move(x));
        case activation::softplus:
            return diapir::softplus(std::move(x));
        case activation::sigmoid:
            return diapir::sigmoid(std::move(x));
        case activation::tanh:
            return diapir::tanh(std::move(x));
        case activation::softmax:
            return diapir::softmax(std::move(x));
    }
    throw argument_error("activated: expected an activation that there is");
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
