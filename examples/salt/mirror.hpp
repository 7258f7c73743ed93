// Predictions of images and of their mirror images.
#pragma once

#include "channels.hpp"
#include <diapir/core/image_view.hpp>
#include <diapir/data/mirror.hpp>
#include <diapir/nn/training/predict.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace salt {

/// The numbers of the channels that change sign in a mirror image: derivatives from trace to trace.
inline std::vector<std::size_t> odd_channels(const std::vector<std::string>& channels) {
    return channels_of(channels).odd();
}

/// What a network says of images {n, rows, cols, channels}; with `flips` the mean of the logits for an image and for
/// its mirror image, mirrored back.
inline diapir::nn::predictions<float> predict(const diapir::nn::network<float>& net, const diapir::array<float>& x,
                                              const std::vector<std::string>& channels, bool flips) {
    using namespace diapir;
    auto p = nn::predict(net, x);
    if (!flips) return p;
    const auto mirror_all = [](array<float>& images, const std::vector<std::size_t>& odd) {
        const shape s = shape_of(images);
        const std::size_t inner = s.drop(1).size();
        for (std::size_t i = 0; i < s[0]; ++i)
            data::mirror_traces(image_view<float>{images.data() + i * inner, s[1], s[2], s[3]}, odd);
    };
    array<float> mirrored = x;
    mirror_all(mirrored, odd_channels(channels));
    auto other = nn::predict(net, mirrored);
    mirror_all(other.logits, {});
    p.logits = (p.logits + other.logits) / 2.0f;
    std::transform(p.logits.begin(), p.logits.end(), p.probabilities.begin(), [](float z) { return simd::sigmoid(z); });
    return p;
}

}  // namespace salt
