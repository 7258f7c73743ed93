// Images of values, one pixel a value, that a page shows as they are and from which its script reads the values back:
// PNG files with a palette, whose numbers go evenly from `low` to `high`.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace salt {

enum class colors {
    gray,         ///< values without a meaning of their own, such as amplitudes
    diverging,    ///< contributions: blue below zero, red above
    probability,  ///< 0 to 1
    truth,        ///< 0 or 1
    decision      ///< 0 rightly none, 1 salt that was found, 2 missed salt, 3 false salt
};

struct pixel_image {
    std::size_t rows = 0, cols = 0;
    colors map = colors::gray;
    double low = 0, high = 1;
    std::string png = {};

    /// An image element; `name` says what its values are, `words` what it shows.
    std::string element(const std::string& name, const std::string& words) const;
};

/// What the colors mean, for below the images: a scale from the lower to the upper limit.
std::string scale_of(colors map, double low, double high);

/// Values {rows, cols} between two limits; those beyond are at the limit.
pixel_image image_of(std::span<const float> values, std::size_t rows, std::size_t cols, colors map, double low,
                     double high);

/// The smallest and the largest of values, or {-m, m} for the largest magnitude where the map has a middle.
std::pair<double, double> limits_of(std::span<const float> values, colors map);

/// A PNG file of gray values in 0 ... levels - 1, as the script colors them itself.
std::string gray_png(std::span<const float> values, std::size_t rows, std::size_t cols, std::size_t levels, double low,
                     double high);

}  // namespace salt
