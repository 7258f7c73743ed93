// Gates that strengthen channels and pixels (scSE: Roy, Navab and Wachinger 2018; its channel gate is Hu, Shen and Sun
// 2018).
#pragma once

#include <diapir/nn/graph/value.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn {

/// x {rows, cols, channels} times a gate for each channel, made of its mean over the image by two dense layers, plus x
/// times a gate for each pixel, made of its channels.
struct squeeze_excitation {
    std::size_t reduction = 4;  ///< the first dense layer has channels / reduction units

    value operator()(const value& x) const {
        require(reduction > 0, "squeeze_excitation: expected a reduction of at least 1, got 0");
        const std::size_t channels = x.channels();
        const value of_channels =
            x | global_average_pool2d{} |
            dense{.units = std::max<std::size_t>(channels / reduction, 1), .activation = activation::relu} |
            dense{.units = channels, .activation = activation::sigmoid};
        const value of_pixels = x | conv2d{.filters = 1, .kernel = 1, .activation = activation::sigmoid};
        const value by_channels = x * of_channels, by_pixels = x * of_pixels;
        return by_channels + by_pixels;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
