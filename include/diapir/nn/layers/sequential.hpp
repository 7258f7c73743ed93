// Layers one after the other.
#pragma once

#include <diapir/nn/graph/value.hpp>

#include <tuple>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Layers, or functions of values, as one function of a value, and so as a network:
///     nn::network<float> net({28, 28, 1}, nn::sequential{nn::conv2d{.filters = 16}, nn::relu{}, ...});
template <class... L>
struct sequential {
    std::tuple<L...> layers;

    explicit sequential(L... l) : layers(std::move(l)...) {}
    value operator()(value x) const {
        std::apply([&](const L&... l) { ((x = x | l), ...); }, layers);
        return x;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
