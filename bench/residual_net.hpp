// A network of one's own beside the library's U-Net, of the kind that wins segmentation contests: 3x3 kernels, 16 to
// 256 channels, a residual block (He et al. 2016) at every scale on the way down and up.
#pragma once

#include <diapir/nn.hpp>

#include <cstddef>
#include <vector>

namespace bench {

/// {n, rows, cols, 4} -> {n, rows, cols, 1}; sides are padded to multiples of 16.
inline diapir::nn::network<float> residual_net() {
    namespace nn = diapir::nn;
    constexpr std::size_t filters = 16, levels = 4;
    const auto block = [](const nn::value& in, std::size_t width) {
        const nn::conv2d convolution{.filters = width, .activation = nn::activation::relu};
        const nn::value x = in | convolution;
        const nn::value change = x | convolution | nn::conv2d{.filters = width};
        return (x + change) | nn::relu{};
    };
    return {{96, 96, 4}, [&](const nn::value& image) {
                nn::value x = image | nn::pad_to_multiple{1 << levels};
                std::vector<nn::value> skips;
                for (std::size_t level = 0; level < levels; ++level) {
                    skips.push_back(block(x, filters << level));
                    x = skips.back() | nn::max_pool2d{};
                }
                x = block(x, filters << levels);
                for (std::size_t level = levels; level-- > 0;)
                    x = block(nn::concatenate({x | nn::conv2d_transpose{.filters = filters << level}, skips[level]}),
                              filters << level);
                return nn::crop_like(x | nn::conv2d{.filters = 1, .kernel = 1}, image) | nn::sigmoid{};
            }};
}

}  // namespace bench
