// An image in a panel: values as colors, with a color bar.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::figure {

struct image_options {
    std::string title = {};
    color_map colors = color_map::viridis;
    std::optional<limits> range = {};  ///< the values at both ends of the color map; those of the image where not set
    bool color_bar = true;
    std::string color_label = {};  ///< beside the color bar
    bool ticks = false;            ///< whether rows and columns are numbered
};

namespace detail {

/// Of values {rows, cols} so many rows and columns, evenly spaced, that no side has more than `most`: pages hold no
/// larger images, and show less.
inline array<double> thinned(const array<double>& values, std::size_t most = 16384) {
    const std::size_t rows = values.shape()[0], cols = values.shape()[1];
    const std::size_t down = (rows - 1) / most + 1, across = (cols - 1) / most + 1;
    if (down == 1 && across == 1) return values;
    auto few = make_array<double>({(rows - 1) / down + 1, (cols - 1) / across + 1});
    for (std::size_t i = 0; i < few.shape()[0]; ++i)
        for (std::size_t k = 0; k < few.shape()[1]; ++k) few(i, k) = values(i * down, k * across);
    return few;
}

}  // namespace detail

/// Values {rows, cols} as pixels with sharp borders, the first row on top: square ones, unless one side is more than 16
/// times as long as the other, which is then made so long. Values beyond the range get the color of its nearer end; NaN
/// is beige. Throws argument_error where `values` has other than two axes or none along one, or
/// the range is not finite.
template <array_expression E>
void imshow(panel& p, const E& values, const image_options& options = {}) {
    const shape extents = shape_of(values);
    require(extents.axes() == 2 && extents.size() > 0, "imshow: expected values {rows, cols}, got ", extents);
    if (options.range) detail::require_range("imshow", *options.range);
    const auto& dense = evaluated<double>(values);
    const auto rows = static_cast<double>(extents[0]), cols = static_cast<double>(extents[1]);
    const color_scale scale{options.colors, options.range.value_or(limits_of(dense)), options.color_label};

    if (!options.title.empty()) p.title = options.title;
    p.aspect = std::clamp(rows / cols, 1.0 / 16, 16.0);
    p.framed = true;
    p.x.range = limits{-0.5, cols - 0.5};
    p.y.range = limits{rows - 0.5, -0.5};
    p.x.integer = p.y.integer = true;
    p.x.visible = p.y.visible = options.ticks;
    p.x.grid = p.y.grid = false;
    if (options.color_bar) p.bar = scale;
    const array<double> shown = detail::thinned(dense);
    p.marks.push_back(
        [image = colored({shown.data(), shown.size()}, shown.shape()[0], shown.shape()[1], scale.colors, scale.range),
         rows, cols](canvas& page, const frame& f) {
            const point from = f.at(-0.5, -0.5), to = f.at(cols - 0.5, rows - 0.5);
            page.image(image, {from.x, from.y, to.x - from.x, to.y - from.y});
        });
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
