// A beeswarm of an explanation (Lundberg et al., From local explanations to global understanding with explainable AI
// for trees, 2020): a row for each player, in it a dot for each input at the player's value, colored by its feature.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/row_options.hpp>
#include <diapir/figure/plot/swarm.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

namespace detail {

inline constexpr double dot_radius = 3, least_dot_radius = 1.3;

/// A row of dots and their colors.
struct dot_row {
    std::vector<double> values = {};
    std::vector<rgb> colors = {};
};

/// The largest radius with which the dots of all rows lie side by side; rows where even the smallest is too large do
/// not count.
inline double radius_that_fits(const std::vector<std::vector<double>>& rows, double room) {
    double radius = dot_radius;
    for (const auto& row : rows) {
        double of_row = radius;
        while (of_row > least_dot_radius && !swarmed(row, of_row, room).fits) of_row *= 0.9;
        if (of_row > least_dot_radius) radius = of_row;
    }
    return radius;
}

inline void draw_swarms(canvas& page, const frame& f, const std::vector<dot_row>& rows) {
    const double room = 0.44 * std::abs(f.y(1) - f.y(0));
    std::vector<std::vector<double>> positions;
    for (const dot_row& row : rows) {
        auto& along = positions.emplace_back();
        for (const double value : row.values) along.push_back(f.x(value));
    }
    const double radius = radius_that_fits(positions, room);
    page.line({std::round(f.x(0)), f.area().y}, {std::round(f.x(0)), f.area().bottom()}, pen{axis_ink});
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const swarm s = swarmed(positions[r], radius, room);
        for (std::size_t i = 0; i < positions[r].size(); ++i)
            if (std::isfinite(positions[r][i]))
                page.circle({positions[r][i], f.y(static_cast<double>(r)) + s.offsets[i]}, radius - 0.2,
                            fill{rows[r].colors[i]});
    }
}

/// Adds the rows; features {n, players}, or empty where dots have one color.
template <class T>
void beeswarm_rows(panel& p, const shap::explanation<T>& e, const std::vector<double>& features,
                   const row_options& options) {
    require_one_output("beeswarm", e);
    require_finite("beeswarm", e);
    const ranking players = ranked(e.mean_absolute(), options.most);
    const std::size_t count = e.players.size();
    const auto names = player_names(e);
    std::vector<dot_row> rows(players.rows());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        p.y.categories.push_back(players.text(r, [&](std::size_t player) { return names[player]; }));
        for (std::size_t i = 0; i < e.size(); ++i)
            rows[r].values.push_back(
                players.at(r, [&](std::size_t player) { return e.values.data()[i * count + player]; }));
        p.x.include(rows[r].values);
        rows[r].colors.assign(e.size(), features.empty() ? series_color(0) : axis_ink);
        if (features.empty() || r >= players.shown.size()) continue;
        std::vector<double> of_player;
        for (std::size_t i = 0; i < e.size(); ++i) of_player.push_back(features[i * count + players.shown[r]]);
        const limits range = low_to_high(of_player);
        for (std::size_t i = 0; i < e.size(); ++i)
            if (!std::isnan(of_player[i])) rows[r].colors[i] = color_of(color_map::blue_red, of_player[i], range);
    }
    p.x.include(0);
    p.x.label = label_of(options, "Shapley value");
    p.title = options.title;
    p.y.range = limits{static_cast<double>(rows.size()) - 0.5, -0.5};
    if (!features.empty()) p.bar = color_scale{color_map::blue_red, {}, "Feature value", {"low", "high"}};
    p.marks.push_back([rows = std::move(rows)](canvas& page, const frame& f) { draw_swarms(page, f, rows); });
}

}  // namespace detail

/// Players by their mean |value| with a dot for each input, blue where its feature x {n, players...} is low among the
/// inputs and red where it is high; gray where it is NaN, or for the sum of several players. Dots are moved
/// apart and made smaller until they lie side by side, unless a row has too many of them for that. Throws
/// argument_error where the explanation has other than one output, x other extents, or a value is not finite.
template <class T, array_expression X>
void beeswarm(panel& p, const shap::explanation<T>& e, const X& x, const row_options& options = {}) {
    const array<double> features = detail::features_of("beeswarm", e, x);
    detail::beeswarm_rows(p, e, {features.begin(), features.end()}, options);
}
/// The same with dots of one color.
template <class T>
void beeswarm(panel& p, const shap::explanation<T>& e, const row_options& options = {}) {
    detail::beeswarm_rows(p, e, {}, options);
}

/// A figure of its own.
template <class T, array_expression X>
figure beeswarm(const shap::explanation<T>& e, const X& x, const row_options& options = {}) {
    panel p;
    beeswarm(p, e, x, options);
    return detail::figure_of_rows(std::move(p), 32, options);
}
template <class T>
figure beeswarm(const shap::explanation<T>& e, const row_options& options = {}) {
    panel p;
    beeswarm(p, e, options);
    return detail::figure_of_rows(std::move(p), 32, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
