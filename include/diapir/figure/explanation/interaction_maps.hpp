// What players do alone and in pairs for every pixel of a segmentation, as a triangle of maps.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/imshow.hpp>
#include <diapir/shap/exact/interactions.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct interaction_maps_options {
    std::string title = {};
    double panel_width = 170;  ///< CSS pixels for each panel and what is around it
};

/// The value of player i in panel (i, i) and its interaction with player j in panel (i, j) to the right of it, for one
/// input with outputs {rows, cols} or {rows, cols, 1}. The values have one scale and the interactions another, each
/// with its color bar in the last column; the image {rows, cols} is gray, in the lower left corner. Throws
/// argument_error for other explanations and images.
template <array_expression I, class T>
figure interaction_maps(const I& image, const shap::interaction_explanation<T>& e,
                        const interaction_maps_options& options = {}) {
    const shape pixels = detail::output_image("interaction_maps", e.singles);
    detail::require_pairs("interaction_maps", e);
    const auto names = player_names(e.singles);
    const std::size_t count = names.size();
    const limits values = symmetric_limits(e.singles.values), interactions = symmetric_limits(e.pairs);
    figure fig(count, count, {.width = options.panel_width * static_cast<double>(count) + 60, .title = options.title});
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = i; j < count; ++j) {
            array<double> map = make_array<double>(pixels);
            const T* from =
                i == j ? e.singles.values.data() + i * map.size() : e.pairs.data() + (i * count + j) * map.size();
            std::copy_n(from, map.size(), map.data());
            imshow(fig.at(i, j), map,
                   {.title = i == j ? names[i] : names[i] + " \u00d7 " + names[j],
                    .colors = color_map::bwr,
                    .range = i == j ? values : interactions,
                    .color_bar = j + 1 == count,
                    .color_label = i == j ? "Main effect" : "Interaction"});
        }
    imshow(fig.at(count - 1, 0), detail::as_extents("interaction_maps", "image", image, pixels),
           {.title = "Input", .colors = color_map::gray, .color_bar = false});
    return fig;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
