// Masks as they come: the threshold above which a pixel is salt, and a warning where there seem to be shades.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/io/tgs.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

namespace salt {

/// The number of different values of a mask, counted up to `most`.
inline std::size_t count_values(const float* mask, std::size_t pixels, std::size_t most) {
    std::vector<float> seen;
    for (std::size_t i = 0; i < pixels && seen.size() < most; ++i)
        if (std::find(seen.begin(), seen.end(), mask[i]) == seen.end()) seen.push_back(mask[i]);
    return seen.size();
}

/// Says on standard error which masks have more than two values, as after JPEG or smoothing: without a threshold
/// everything above 0 is salt.
inline void warn_of_shades(const diapir::io::tgs_data<float>& data) {
    const std::size_t count = data.stems.size(), pixels = data.masks.size() / std::max<std::size_t>(count, 1);
    std::size_t shaded = 0, first = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (count_values(data.masks.data() + i * pixels, pixels, 3) < 3) continue;
        if (shaded++ == 0) first = i;
    }
    if (shaded == 0) return;
    std::cerr << "salt: warning: " << shaded << " of " << count << " masks have more than two values, such as that of "
              << data.stems[first]
              << "; every pixel above 0 is taken for salt, --mask-threshold 0.5 takes those above half\n";
}

/// Masks {n, rows, cols, 1} of 0 and 1: 1 where the share of full intensity is above the threshold.
inline void apply_threshold(diapir::array<float>& masks, double threshold) {
    for (float& share : masks) share = static_cast<double>(share) > threshold ? 1.0f : 0.0f;
}

}  // namespace salt
