// Where the pixels that a network sees lie in a section, along one axis: prepare takes every so many samples, resizes,
// and training takes every so many of those again.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace salt {

struct section_axis {
    std::size_t length = 0, decimate = 1, decimated = 0, resized = 0, stride = 1, pixels = 0;

    /// For an axis of that length, treated as one of `image` samples was that was resized to `size` (0: not at all).
    section_axis(std::size_t length_, std::size_t image, std::size_t decimate_, std::size_t size, std::size_t stride_)
        : length(length_), decimate(decimate_), stride(stride_) {
        const auto over = [](std::size_t n, std::size_t step) { return (n + step - 1) / step; };
        decimated = resized = over(length, decimate);
        if (size > 0) {
            const double scale = static_cast<double>(size) / static_cast<double>(over(image, decimate));
            resized = static_cast<std::size_t>(std::max(1.0, std::round(static_cast<double>(decimated) * scale)));
        }
        pixels = over(resized, stride);
    }
    /// Whether pixels are the samples, each at its place.
    bool same() const { return decimate == 1 && stride == 1 && resized == length; }
    /// The place of a sample among the pixels, as a fraction.
    double pixel_of(std::size_t sample) const {
        const double in_decimated = static_cast<double>(sample) / static_cast<double>(decimate);
        const double scale = static_cast<double>(resized) / static_cast<double>(decimated);
        const double place = ((in_decimated + 0.5) * scale - 0.5) / static_cast<double>(stride);
        return std::clamp(place, 0.0, static_cast<double>(pixels - 1));
    }
};

}  // namespace salt
