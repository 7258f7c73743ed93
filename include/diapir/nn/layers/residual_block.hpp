// Two convolutions beside a shortcut (He et al. 2016).
#pragma once

#include <diapir/nn/graph/value.hpp>
#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/sample_normalization.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn {

/// What follows a convolution before its activation.
enum class normalization { none, batch, group, layer };

/// x with a normalization of that kind.
inline value normalized(const value& x, normalization kind) {
    switch (kind) {
        case normalization::none:
            return x;
        case normalization::batch:
            return x | batch_normalization{};
        case normalization::group:
            return x | group_normalization{};
        case normalization::layer:
            return x | layer_normalization{};
    }
    throw argument_error("normalized: expected a normalization that there is");
}

/// {rows, cols, channels} -> {rows, cols, filters}: ReLU(F(x) + x) with F of two convolutions; where the channels
/// change, the shortcut is a convolution of one pixel.
struct residual_block {
    std::size_t filters, kernel = 3;
    nn::normalization normalization = nn::normalization::batch;

    value operator()(const value& x) const {
        const bool bias = normalization == nn::normalization::none;
        const conv2d convolution{
            .filters = filters, .kernel = kernel, .bias = bias, .initializer = initializer::he_normal};
        const value inner = normalized(x | convolution, normalization) | relu{};
        const value change = normalized(inner | convolution, normalization);
        if (x.channels() == filters) return (change + x) | relu{};
        const value shortcut = normalized(x | conv2d{.filters = filters, .kernel = 1, .bias = bias}, normalization);
        return (change + shortcut) | relu{};
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
