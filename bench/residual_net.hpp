// A network of one's own beside the library's U-Net, of the kind that wins segmentation contests: 3x3 kernels, 16 to
// 256 channels, a residual block (He et al. 2016) at every scale on the way down and up.
#pragma once

#include <diapir/nn.hpp>
#include <diapir/ops.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace bench {

/// {n, 4, rows, cols} -> logits {n, 1, rows, cols}; sides are padded to multiples of 16.
class residual_net {
    static constexpr std::size_t channels = 4, filters = 16, levels = 4, kernel = 3, granularity = 1 << levels;

    static std::size_t padded(std::size_t side) { return (side + granularity - 1) / granularity * granularity; }

    static diapir::nn::symbol sum(const diapir::nn::symbol& x, const diapir::nn::symbol&) { return x; }
    template <class X>
    static auto sum(const X& x, const X& y) {
        return diapir::relu(x + y);
    }
    template <class Layers, class X>
    static auto build(Layers& layers, const X& image) {
        using diapir::nn::activation;
        const auto block = [&](const auto& in, std::size_t width) {
            const auto x = layers.conv2d(in, width, kernel, activation::relu);
            return sum(
                x, layers.conv2d(layers.conv2d(x, width, kernel, activation::relu), width, kernel, activation::none));
        };
        using value = decltype(block(image, 1));
        std::vector<value> skips{block(image, filters)};
        value x = layers.max_pool2d(skips.back());
        for (std::size_t level = 1; level < levels; ++level) {
            skips.push_back(block(x, filters << level));
            x = layers.max_pool2d(skips.back());
        }
        x = block(x, filters << levels);
        for (std::size_t level = levels; level-- > 0;)
            x = block(layers.concatenate(layers.conv2d_transpose(x, filters << level, kernel), skips[level]),
                      filters << level);
        return layers.conv2d(x, 1, 1, activation::none);
    }

public:
    using value_type = float;

    residual_net() {
        for (const auto& layer : layers(granularity, granularity))
            for (const diapir::shape& s : layer.parameters)
                parameters_.push_back({layer.parameter_name(s),
                                       s.axes() == 4 ? diapir::nn::glorot_uniform<float>(s, 42, parameters_.size())
                                                     : diapir::tensor<float>(s, 0.f)});
    }
    diapir::nn::parameters<float>& parameters() { return parameters_; }

    template <class X, class P>
    auto logits(const X& x, std::span<const P> with, std::optional<diapir::random_key> dropout = {}) const {
        const auto& image = diapir::value_of(x);
        diapir::nn::layer_runner<P> runner(with, dropout);
        return diapir::pad2d(build(runner, diapir::pad2d(x, padded(image.rows()), padded(image.cols()))), image.rows(),
                             image.cols());
    }
    diapir::tensor<float> logits(const diapir::tensor<float>& x) const {
        return logits(x, std::span<const diapir::nn::parameter<float>>(parameters_));
    }
    std::vector<diapir::nn::layer_description> layers(std::size_t rows, std::size_t cols) const {
        diapir::nn::layer_lister lister;
        build(lister, lister.input(padded(rows), padded(cols), channels));
        return lister.layers();
    }

private:
    diapir::nn::parameters<float> parameters_;
};

}  // namespace bench
