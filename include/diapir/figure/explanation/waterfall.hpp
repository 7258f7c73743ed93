// A waterfall of an explanation of one input: from the base value at the bottom to the prediction on top, an arrow for
// each player.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/explanation/ranking.hpp>
#include <diapir/figure/plot/row_options.hpp>
#include <diapir/shap/result/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

namespace detail {

/// What a waterfall draws: values of its rows from top to bottom, and where the lowest row begins.
struct waterfall_rows {
    std::vector<double> values = {};
    double base = 0, prediction = 0;

    static constexpr double half_height = 0.36;  // of an arrow, in rows
    static constexpr double margin = 0.85;       // above and below the arrows, for the texts of both ends

    rgb color(double value) const { return color_at(color_map::blue_red, value < 0 ? 0 : 1); }

    void draw(canvas& page, const frame& f) const {
        const number_format number(std::max(std::abs(base), std::abs(prediction)), 4);
        const auto count = static_cast<double>(values.size());
        const double top = f.y(-half_height), bottom = f.y(count - 1 + half_height);
        const auto dashes = [&](double value, double from, double to) {
            page.line({std::round(f.x(value)), from}, {std::round(f.x(value)), to}, pen{axis_ink, 1, 3});
        };
        dashes(base, bottom, f.area().bottom());
        dashes(prediction, f.area().y, top);
        write_end(page, f, "f(x) = " + number(prediction), prediction, f.area().y + 9);
        write_end(page, f, "E[f] = " + number(base), base, f.area().bottom() - 11);

        double start = base;
        for (std::size_t r = values.size(); r-- > 0;) {
            const double row = static_cast<double>(r), end = start + values[r];
            draw_arrow(page, f, row, start, end);
            if (r > 0)
                page.line({std::round(f.x(end)), f.y(row - half_height)},
                          {std::round(f.x(end)), f.y(row - 1 + half_height)}, pen{axis_ink, 1, 2});
            start = end;
        }
    }

private:
    /// The text of the base value or the prediction, beside its line and inside the area.
    static void write_end(canvas& page, const frame& f, const std::string& text, double value, double y) {
        const text_style style{.size = 11, .vertical = baseline::middle};
        const double width = text_width(text, style), x = std::round(f.x(value));
        page.text(text, {x + 6 + width < f.area().right() ? x + 6 : x - 6 - width, y}, style);
    }

    /// With its value as a text inside, or after its tip where it is too short, or before it where that is outside.
    void draw_arrow(canvas& page, const frame& f, double row, double from, double to) const {
        const double start = f.x(from), end = f.x(to), top = f.y(row - half_height), bottom = f.y(row + half_height);
        const double direction = end < start ? -1 : 1, tip = std::min(std::abs(end - start), 7.0) * direction;
        const point corners[] = {
            {start, top}, {end - tip, top}, {end, (top + bottom) / 2}, {end - tip, bottom}, {start, bottom}};
        page.polygon(corners, fill{color(to - from)});
        if (std::abs(end - start) < 1) page.line({start, top}, {start, bottom}, pen{color(to - from)});
        text_style style{.size = 10.5, .color = white, .horizontal = align::center, .vertical = baseline::middle};
        const std::string text = number_of(f).with_sign(to - from);
        const double width = text_width(text, style);
        double x = (start + end - tip) / 2;
        if (width + 8 > std::abs(end - tip - start)) {
            style.color = color(to - from);
            const double room = width / 2 + 6;
            x = end + room * direction;
            if (x - room < f.area().x || x + room > f.area().right()) x = start - room * direction;
        }
        page.text(text, {x, (top + bottom) / 2}, style);
    }
    number_format number_of(const frame& f) const { return number_format(std::abs(f.x_ends().high - f.x_ends().low)); }
};

/// Adds the rows; features {players}, or empty where only names are known.
template <class T>
void waterfall_of(panel& p, const shap::explanation<T>& e, const std::vector<double>& features,
                  const row_options& options) {
    require_one_output("waterfall", e);
    e.require_fit("waterfall");
    require(e.size() == 1, "waterfall: expected an explanation of one input, such as explanation.input(0), got ",
            e.size());
    require_finite("waterfall", e);
    const std::vector<double> values = numbers(e.values);
    const ranking players = ranked(e.mean_absolute(), options.most);
    const auto names = player_names(e);
    waterfall_rows rows{.base = static_cast<double>(*e.base(0)),
                        .prediction = static_cast<double>(e.predictions.data()[0])};
    require(std::isfinite(rows.base), "waterfall: the base value is ", rows.base);
    require(std::isfinite(rows.prediction), "waterfall: the prediction is ", rows.prediction);
    for (std::size_t r = 0; r < players.rows(); ++r) {
        p.y.categories.push_back(players.text(r, [&](std::size_t player) {
            return features.empty() ? names[player] : names[player] + " = " + number_text(features[player]);
        }));
        rows.values.push_back(players.at(r, [&](std::size_t player) { return values[player]; }));
    }
    double at = rows.base;
    p.x.include(at);
    for (std::size_t r = rows.values.size(); r-- > 0;) {
        p.x.include(at += rows.values[r]);
        require(std::isfinite(at), "waterfall: up to the row '", p.y.categories[r], "' the values add up to ", at);
    }
    p.x.include(rows.prediction);
    p.x.label = label_of(options, "Model output");
    p.title = options.title;
    p.y.range =
        limits{static_cast<double>(rows.values.size()) - 0.5 + waterfall_rows::margin, -0.5 - waterfall_rows::margin};
    p.marks.push_back([rows = std::move(rows)](canvas& page, const frame& f) { rows.draw(page, f); });
}

}  // namespace detail

/// One input: players by |value| from top to bottom, each an arrow as long as its value, red to the right and blue to
/// the left, that begins where the one below it ends; beside a name the player's feature x {1, players...}. The lowest
/// arrow sums the players without a row. Throws argument_error where the explanation has other than one input and one
/// output, x other extents, or a value is not finite.
template <class T, array_expression X>
void waterfall(panel& p, const shap::explanation<T>& e, const X& x, const row_options& options = {}) {
    const array<double> features = detail::features_of("waterfall", e, x);
    detail::waterfall_of(p, e, {features.begin(), features.end()}, options);
}
/// The same with the players' names only.
template <class T>
void waterfall(panel& p, const shap::explanation<T>& e, const row_options& options = {}) {
    detail::waterfall_of(p, e, {}, options);
}

/// A figure of its own.
template <class T, array_expression X>
figure waterfall(const shap::explanation<T>& e, const X& x, const row_options& options = {}) {
    panel p;
    waterfall(p, e, x, options);
    return detail::figure_of_rows(std::move(p), 28, options);
}
template <class T>
figure waterfall(const shap::explanation<T>& e, const row_options& options = {}) {
    panel p;
    waterfall(p, e, options);
    return detail::figure_of_rows(std::move(p), 28, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
