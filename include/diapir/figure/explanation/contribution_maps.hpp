// What players contribute to an image, or from which parts of an image: maps on one blue-white-red scale beside the
// image itself.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/channels.hpp>
#include <diapir/figure/plot/imshow.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct map_options {
    std::string title = {};
    std::string image_title = "Input";
    std::string label = "Shapley value";  ///< of the color bar, with its unit
    std::size_t cols = 0;                 ///< panels side by side; 0: up to five
    double panel_width = 190;             ///< CSS pixels for each panel and what is around it
};

/// An image {rows, cols} in gray and each of the maps {maps, rows, cols}, all with the limits -m and m of the largest
/// magnitude m; one color bar for each full row. Throws argument_error where extents do not agree or a map has no
/// name.
template <array_expression I, array_expression M>
figure contribution_maps(const I& image, const M& maps, const std::vector<std::string>& names,
                         const map_options& options = {}) {
    const shape extents = shape_of(maps);
    require(extents.axes() == 3 && extents.size() > 0 && extents[0] == names.size(),
            "contribution_maps: maps: expected ", names.size(), " maps {rows, cols}, one for each name, got ", extents);
    const array<double> values = evaluated<double>(maps);
    const limits range = symmetric_limits(values);
    const std::size_t panels = 1 + names.size(),
                      cols = options.cols > 0 ? options.cols : std::min<std::size_t>(panels, 5);
    figure fig(detail::rows_for(panels, cols), cols,
               {.width = options.panel_width * static_cast<double>(cols) + 60, .title = options.title});
    imshow(fig.at(0), detail::as_extents("contribution_maps", "image", image, extents.drop(1)),
           {.title = options.image_title, .colors = color_map::gray, .color_bar = false});
    for (std::size_t m = 0; m < names.size(); ++m) {
        array<double> map = slice(values, m, m + 1);
        map.reshape({extents[1], extents[2]});
        const bool last_of_row = (m + 2) % cols == 0 || (m + 2 == panels && panels < cols);
        imshow(fig.at(m + 1), map,
               {.title = names[m],
                .colors = color_map::bwr,
                .range = range,
                .color_bar = last_of_row,
                .color_label = options.label});
    }
    return fig;
}

/// What each player contributes to every pixel, for an explanation of one input with outputs {rows, cols} or {rows,
/// cols, 1}, such as a segmentation by channels. Throws argument_error for other explanations and images.
template <array_expression I, class T>
figure contribution_maps(const I& image, const shap::explanation<T>& e, const map_options& options = {}) {
    const shape pixels = detail::output_image("contribution_maps", e);
    array<double> maps = evaluated<double>(e.values);
    maps.reshape({e.players.size(), pixels[0], pixels[1]});
    return contribution_maps(image, maps, player_names(e), options);
}

/// What each part of an image contributes to one output: every pixel is painted with the value of its player, in a map
/// for each channel, or in one where players take all channels of a pixel. `players` are those of the explainer. Throws
/// argument_error where the image is not {rows, cols} or does not fit the players, or the explanation has other than
/// one input and output or other players.
template <array_expression I, class T>
figure contribution_maps(const I& image, const shap::explanation<T>& e, const shap::player_map& players,
                         const map_options& options = {}) {
    detail::require_one_output("contribution_maps", e);
    const shape extents = shape_of(image);
    const std::size_t pixels = extents.axes() < 2 ? 0 : extents[0] * extents[1];
    require(e.size() == 1 && players.count() == e.players.size() && pixels > 0 && !players.labels.empty() &&
                players.labels.size() % pixels == 0,
            "contribution_maps: expected one input with ", players.count(), " players of ", players.labels.size(),
            " elements, got ", e.size(), " with ", e.players.size(), " and an image ", extents);
    for (const std::size_t label : players.labels)
        require(label < players.count(), "contribution_maps: players: expected labels below the ", players.count(),
                " players, got ", label);
    const std::size_t depth = players.labels.size() / pixels;
    bool same = true;
    for (std::size_t k = 0; k < players.labels.size(); ++k)
        same = same && players.labels[k] == players.labels[k / depth * depth];

    std::vector<std::string> names;
    for (std::size_t c = 0; c < (same ? 1 : depth); ++c)
        names.push_back(same ? "Contribution" : "channel " + number_text(c));
    for (const shap::axis& a : players.axes)
        if (!same && a.name == "channel" && a.entries.size() == depth) names = a.entries;
    array<double> maps = make_array<double>({names.size(), extents[0], extents[1]});
    for (std::size_t k = 0; k < maps.size(); ++k)
        maps.data()[k] = static_cast<double>(e.values.data()[players.labels[k % pixels * depth + k / pixels]]);
    return contribution_maps(image, maps, names, options);
}
/// The same, of the players that the explanation was made with; one of a game without inputs is refused.
template <array_expression I, class T>
figure part_contribution_maps(const I& image, const shap::explanation<T>& e, const map_options& options = {}) {
    return contribution_maps(image, e, shap::player_map{e.made_with.labels, e.players, e.player_axes}, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
