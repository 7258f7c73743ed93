// What follows a convolution or a dense layer.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/elementwise.hpp>

#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

enum class activation { none, relu, sigmoid, tanh };

/// As summaries name it.
inline const char* name_of(activation f) {
    switch (f) {
        case activation::none:
            return "Linear";
        case activation::relu:
            return "ReLU";
        case activation::sigmoid:
            return "Sigmoid";
        case activation::tanh:
            return "Tanh";
    }
    throw argument_error("activation: expected one that there is");
}

/// Whether an activation's values are probabilities, and losses are computed from what comes before it.
inline bool gives_probabilities(activation f) {
    return f == activation::sigmoid;
}

/// f(x) of an activation f, for a tensor or a variable x.
template <operand X>
X activated(X x, activation f) {
    switch (f) {
        case activation::none:
            return x;
        case activation::relu:
            return diapir::relu(std::move(x));
        case activation::sigmoid:
            return diapir::sigmoid(std::move(x));
        case activation::tanh:
            return diapir::tanh(std::move(x));
    }
    throw argument_error(diapir::detail::concat("activated: expected an activation, got number ", static_cast<int>(f)));
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
