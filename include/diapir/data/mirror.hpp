// The mirror image of a section, left to right: time runs down, so that only the order of the traces may turn.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/image_view.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace diapir::inline DIAPIR_TARGET::data {

namespace detail {

/// Throws argument_error, in the name of `who`, where a channel that is odd is named twice, which would change its sign
/// twice.
inline void require_once(const char* who, std::span<const std::size_t> odd_channels) {
    for (std::size_t i = 0; i < odd_channels.size(); ++i)
        require(std::find(odd_channels.begin(), odd_channels.begin() + static_cast<std::ptrdiff_t>(i),
                          odd_channels[i]) == odd_channels.begin() + static_cast<std::ptrdiff_t>(i),
                who, ": expected each odd channel once, got channel ", odd_channels[i], " twice");
}

}  // namespace detail

/// Mirrors an image {rows, cols, channels} in place, left to right. Derivatives from trace to trace, such as sobel, are
/// odd: the channels that odd_channels names change their sign. Throws argument_error for channels that do not exist
/// or are named twice.
template <class T>
void mirror_traces(image_view<T> image, std::span<const std::size_t> odd_channels = {}) {
    if (image.size() == 0) return;
    for (std::size_t channel : odd_channels)
        require(channel < image.channels, "mirror_traces: channel ", channel, " does not exist in an image ",
                image.shape());
    detail::require_once("mirror_traces", odd_channels);
    for (std::size_t row = 0; row < image.rows; ++row) {
        for (std::size_t left = 0, right = image.cols - 1; left < right; ++left, --right)
            std::swap_ranges(image.pixel(row, left), image.pixel(row, left) + image.channels, image.pixel(row, right));
        for (std::size_t channel : odd_channels)
            for (std::size_t col = 0; col < image.cols; ++col) image.at(row, col, channel) *= T{-1};
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::data
