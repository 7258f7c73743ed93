// What a network must offer to be trained.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/autodiff/tape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/parameter.hpp>
#include <diapir/ops/dropout.hpp>

#include <concepts>
#include <optional>
#include <span>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Parameters, and logits for given parameters with or without dropout.
template <class Net, class T = typename Net::value_type>
concept trainable = requires(Net& net, const Net& fixed, const tensor<T>& x,
                             std::span<const variable<point<T>>> parameters, std::optional<random_key> dropout) {
    { net.parameters() } -> std::same_as<nn::parameters<T>&>;
    { fixed.logits(x) } -> std::same_as<tensor<T>>;
    { fixed.logits(x, parameters, dropout) } -> std::same_as<variable<point<T>>>;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
