// How a player's value depends on its feature: a dot for each input, colored by another feature.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/scatter.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct dependence_options {
    std::optional<std::size_t> color_by = {};  ///< the player whose feature colors the dots; one color where not set
    std::string title = {};
    double alpha = 0.8;
};

/// The values of one player against its feature, for features x {n, players...}; inputs whose feature is NaN are left
/// out. Throws argument_error where the explanation has other than one output, x other extents, a player does not exist
/// or a value of it is not finite.
template <class T, array_expression X>
void dependence(panel& p, const shap::explanation<T>& e, const X& x, std::size_t player,
                const dependence_options& options = {}) {
    detail::require_one_output("dependence", e);
    const array<double> features = detail::features_of("dependence", e, x);
    const std::size_t count = e.players.size();
    for (const std::size_t named : {player, options.color_by.value_or(player)})
        require(named < count, "dependence: player ", named, " of ", count, " was asked for");
    detail::require_finite("dependence", e, player);
    const auto column = [&](const auto& from, std::size_t of) {
        std::vector<double> values;
        for (std::size_t i = 0; i < e.size(); ++i) values.push_back(static_cast<double>(from.data()[i * count + of]));
        return values;
    };
    const auto names = player_names(e);
    p.title = options.title;
    p.x.label = names[player];
    p.y.label = "Shapley value of " + names[player];
    const std::vector<double> positions = column(features, player), values = column(e.values, player);
    if (!options.color_by) {
        scatter(p, positions, values, {.alpha = options.alpha});
    } else {
        const std::vector<double> others = column(features, *options.color_by);
        scatter(p, positions, values, others,
                color_scale{color_map::blue_red, low_to_high(others), names[*options.color_by]},
                {.alpha = options.alpha});
    }
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
