// Lines in a panel: series of points joined in order, and straight lines across the panel.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct line_options {
    std::string label = {};         ///< in the legend; none where empty
    std::optional<rgb> color = {};  ///< the next of the palette where not set
    double width = 2;
    bool dashed = false;
    bool markers = false;  ///< a dot at each point
};

namespace detail {

/// The color of a new series, which is entered in the legend if it has a label.
inline rgb begin_series(panel& p, const line_options& options) {
    require_length("plot", "width of a line", options.width);
    const rgb color = p.next_color(options.color);
    if (!options.label.empty()) {
        p.legend.push_back({options.label, color, options.dashed ? legend_mark::dashed_line : legend_mark::line});
    }
    return color;
}

inline pen pen_of(const line_options& options, const rgb& color) {
    return {color, options.width, options.dashed ? 3 * options.width : 0};
}

}  // namespace detail

/// A line through the points (x, y) in their order. A point with a NaN interrupts it; a point without neighbors is a
/// dot. Throws argument_error where x and y differ in length, and for a width that cannot be drawn.
template <number_range X, number_range Y>
void plot(panel& p, const X& x, const Y& y, const line_options& options = {}) {
    std::vector<double> xs = numbers(x), ys = numbers(y);
    require(xs.size() == ys.size(), "plot: ", xs.size(), " positions x, but ", ys.size(), " positions y");
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (std::isfinite(xs[i]) && std::isfinite(ys[i])) p.x.include(xs[i]), p.y.include(ys[i]);
    }
    const rgb color = detail::begin_series(p, options);
    p.marks.push_back([xs = std::move(xs), ys = std::move(ys), options, color](canvas& page, const frame& f) {
        std::vector<point> run;
        const auto draw_run = [&] {
            if (run.size() > 1) page.line(run, detail::pen_of(options, color));
            if (run.size() == 1 || options.markers) {
                for (const point& at : run) page.circle(at, 1.5 * options.width, fill{color});
            }
            run.clear();
        };
        for (std::size_t i = 0; i < xs.size(); ++i) {
            const point at = f.at(xs[i], ys[i]);
            if (std::isfinite(at.x) && std::isfinite(at.y)) {
                run.push_back(at);
            } else {
                draw_run();
            }
        }
        draw_run();
    });
}

/// A line through (1, y[0]), (2, y[1]) ...
template <number_range Y>
void plot(panel& p, const Y& y, const line_options& options = {}) {
    std::vector<double> x;
    for (auto v = std::begin(y); v != std::end(y); ++v) x.push_back(static_cast<double>(x.size() + 1));
    plot(p, x, y, options);
}

/// A vertical line across the whole panel at a position on the x axis. Throws argument_error where that is not finite,
/// or not positive on a logarithmic axis.
inline void vertical_line(panel& p, double x, const line_options& options = {}) {
    require(std::isfinite(p.x.linear(x)), "vertical_line", options.label.empty() ? "" : " '", options.label,
            options.label.empty() ? "" : "'", ": the axis has no position ", x);
    p.x.include(x);
    const rgb color = detail::begin_series(p, options);
    p.marks.push_back([x, options, color](canvas& page, const frame& f) {
        const double at = std::round(f.x(x));
        page.line({at, f.area().y}, {at, f.area().bottom()}, detail::pen_of(options, color));
    });
}

/// One dot at (x, y), such as the best value of a curve.
inline void dot(panel& p, double x, double y, const line_options& options = {}) {
    const double at_x[] = {x}, at_y[] = {y};
    plot(p, at_x, at_y, options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
