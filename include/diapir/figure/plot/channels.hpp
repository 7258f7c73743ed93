// Images with channels, {..., channels}, as the figures of a segmentation take them apart.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/plot/imshow.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure::detail {

/// The values as double, if their extents are the expected ones, or these and a last axis of one. Throws argument_error
/// naming the figure and its argument.
template <array_expression E>
array<double> as_extents(const char* figure, const char* argument, const E& values, const shape& expected) {
    const shape extents = shape_of(values);
    require(extents == expected || extents == expected.then({1}), figure, ": ", argument, ": expected ", expected,
            ", got ", extents);
    array<double> copy = evaluated<double>(values);
    copy.reshape(typename array<double>::shape_type(expected.begin(), expected.end()));
    return copy;
}

/// The extents {axes ..., channels} of `values` without the channels. Throws argument_error where the number of axes is
/// not `axes` or the channels are not as many as their names.
template <array_expression E>
shape extents_of_channels(const char* figure, const char* argument, const E& values, std::size_t axes,
                          const std::vector<std::string>& names) {
    const shape extents = shape_of(values);
    require(extents.axes() == axes && extents.size() > 0, figure, ": ", argument, ": expected ", axes,
            " axes, the last one of channels, got ", extents);
    require(extents.back() == names.size(), figure, ": ", argument, ": expected ", names.size(),
            " channels, one for each name, got ", extents);
    return {extents.begin(), extents.end() - 1};
}

/// One channel of values {..., channels}, without the last axis.
inline array<double> channel(const array<double>& values, std::size_t number) {
    const shape extents = shape_of(values);
    array<double> out = make_array<double>({extents.begin(), extents.end() - 1});
    for (std::size_t i = 0; i < out.size(); ++i) out.data()[i] = values.data()[i * extents.back() + number];
    return out;
}

/// An image with a color map whose middle is zero.
inline void show_signed(panel& p, const array<double>& values, const std::string& title, color_map colors) {
    imshow(p, values, {.title = title, .colors = colors, .range = symmetric_limits(values)});
}

/// An input channel. The first one is the section itself, in gray; the others are attributes of it.
inline void show_channel(panel& p, const array<double>& values, const std::string& title, std::size_t number) {
    show_signed(p, values, title, number == 0 ? color_map::gray : color_map::bwr);
}

/// A mask or a probability.
inline void show_share(panel& p, const array<double>& values, const std::string& title) {
    imshow(p, values, {.title = title, .range = limits{0, 1}});
}

/// The number of columns that makes a grid of so many panels about square.
inline std::size_t columns_for(std::size_t panels) {
    std::size_t cols = 1;
    while (cols * cols < panels) ++cols;
    return cols;
}

inline std::size_t rows_for(std::size_t panels, std::size_t cols) {
    return divide_up(panels, cols);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure::detail
