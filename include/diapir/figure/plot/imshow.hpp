// An image in a panel: values as colors, with a color bar.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

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

/// Values {rows, cols} as square pixels with sharp borders, the first row on top. Values beyond the range get the
/// color of its nearer end; NaN is beige. Throws argument_error where `values` has other than two axes or none along
/// one.
template <array_expression E>
void imshow(panel& p, const E& values, const image_options& options = {}) {
    const shape extents = shape_of(values);
    require(extents.axes() == 2 && extents.size() > 0, "imshow: expected values {rows, cols}, got ", extents);
    const auto& dense = evaluated<double>(values);
    const auto rows = static_cast<double>(extents[0]), cols = static_cast<double>(extents[1]);
    const color_scale scale{options.colors, options.range.value_or(limits_of(dense)), options.color_label};

    if (!options.title.empty()) p.title = options.title;
    p.aspect = rows / cols;
    p.framed = true;
    p.x.range = limits{-0.5, cols - 0.5};
    p.y.range = limits{rows - 0.5, -0.5};
    p.x.integer = p.y.integer = true;
    p.x.visible = p.y.visible = options.ticks;
    p.x.grid = p.y.grid = false;
    if (options.color_bar) p.bar = scale;
    p.marks.push_back([image = colored({dense.data(), dense.size()}, extents[0], extents[1], scale.colors, scale.range),
                       rows, cols](canvas& page, const frame& f) {
        const point from = f.at(-0.5, -0.5), to = f.at(cols - 0.5, rows - 0.5);
        page.image(image, {from.x, from.y, to.x - from.x, to.y - from.y});
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
