// What the tests of training share: a task that a small network learns in a few epochs.
#pragma once

#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/dataset.hpp>

#include <cstdint>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

template <class T>
std::vector<T> flattened(const nn::parameters<T>& parameters) {
    std::vector<T> all;
    for (const auto& p : parameters) all.insert(all.end(), p.value.begin(), p.value.end());
    return all;
}

/// Bright squares on noise.
inline nn::dataset<float> squares(std::size_t count, std::uint64_t seed) {
    random_stream random(seed);
    nn::dataset<float> data{make_array<float>({count, 8, 8, 1}), make_array<float>({count, 8, 8, 1}, 0.f)};
    for (float& e : data.x) e = static_cast<float>(0.3 * random.normal());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t r = random.below(5), c = random.below(5);
        for (std::size_t a = 0; a < 3; ++a)
            for (std::size_t b = 0; b < 3; ++b) {
                data.x(i, r + a, c + b, 0) += 1;
                data.y(i, r + a, c + b, 0) = 1;
            }
    }
    return data;
}

inline const nn::unet_options small{
    .channels = 1, .filters = 4, .levels = 1, .bottleneck = 8, .kernel = 3, .dropout = 0.1};

}  // namespace diapir::inline DIAPIR_TARGET::testing
