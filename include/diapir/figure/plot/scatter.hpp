// Points in a panel, colored by group or by value.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct scatter_options {
    double alpha = 0.6;
    double radius = 2.5;
    std::vector<std::string> names = {};  ///< of the groups, for the legend; no legend where empty
    std::vector<rgb> colors = {};         ///< of the groups; those of the palette where empty
};

namespace detail {

inline void require_dots(const scatter_options& options) {
    require_length("scatter", "radius", options.radius);
    require_alpha("scatter", options.alpha);
}

}  // namespace detail

/// A dot at each (x, y) in the color of its group (0, 1, 2 ...), drawn in their order. Points that are not
/// finite are left out. Throws argument_error where the lengths differ, or a group is not a whole number from 0 to
/// 65535 or has no name or color, and for a radius or an alpha that cannot be drawn.
template <number_range X, number_range Y, number_range G>
void scatter(panel& p, const X& x, const Y& y, const G& group, const scatter_options& options = {}) {
    detail::require_dots(options);
    std::vector<double> xs = numbers(x), ys = numbers(y);
    std::vector<std::size_t> groups;
    for (const double number : numbers(group)) {
        require(number >= 0, "scatter: groups are counted from 0, got ", number);
        require(number < 65536 && number == std::floor(number), "scatter: groups are whole numbers up to 65535, got ",
                number);
        groups.push_back(static_cast<std::size_t>(number));
    }
    require(xs.size() == ys.size() && groups.size() == xs.size(), "scatter: ", xs.size(), " positions x, ", ys.size(),
            " positions y and ", groups.size(), " groups");
    const std::size_t needed = groups.empty() ? 0 : 1 + *std::max_element(groups.begin(), groups.end());
    const auto enough = [&](std::size_t given, const char* what) {
        require(given == 0 || given >= needed, "scatter: ", needed, " groups, but ", given, " ", what);
    };
    enough(options.names.size(), "names");
    enough(options.colors.size(), "colors");

    std::vector<rgb> colors = options.colors;
    for (std::size_t g = colors.size(); g < std::max(needed, options.names.size()); ++g)
        colors.push_back(p.next_color({}));
    for (std::size_t g = 0; g < options.names.size(); ++g) {
        p.legend.push_back({options.names[g], colors[g], legend_mark::dot});
    }
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (std::isfinite(xs[i]) && std::isfinite(ys[i])) p.x.include(xs[i]), p.y.include(ys[i]);
    }
    p.marks.push_back([xs = std::move(xs), ys = std::move(ys), groups = std::move(groups), colors = std::move(colors),
                       alpha = options.alpha, radius = options.radius](canvas& page, const frame& f) {
        for (std::size_t i = 0; i < xs.size(); ++i) {
            const point at = f.at(xs[i], ys[i]);
            if (std::isfinite(at.x) && std::isfinite(at.y)) page.circle(at, radius, fill{colors[groups[i]], alpha});
        }
    });
}

/// A dot at each (x, y) in the color that its value has on a scale, which becomes the panel's color bar. A dot whose
/// value is NaN is beige; dots whose position is not finite are left out. Throws argument_error where the lengths
/// differ, and for a scale, a radius or an alpha that cannot be drawn.
template <number_range X, number_range Y, number_range V>
void scatter(panel& p, const X& x, const Y& y, const V& values, const color_scale& scale,
             const scatter_options& options = {}) {
    detail::require_dots(options);
    detail::require_range("scatter", scale.range);
    std::vector<double> xs = numbers(x), ys = numbers(y), of = numbers(values);
    require(xs.size() == ys.size() && of.size() == xs.size(), "scatter: ", xs.size(), " positions x, ", ys.size(),
            " positions y and ", of.size(), " values");
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (std::isfinite(xs[i]) && std::isfinite(ys[i])) p.x.include(xs[i]), p.y.include(ys[i]);
    }
    p.bar = scale;
    p.marks.push_back([xs = std::move(xs), ys = std::move(ys), of = std::move(of), scale, alpha = options.alpha,
                       radius = options.radius](canvas& page, const frame& f) {
        for (std::size_t i = 0; i < xs.size(); ++i) {
            const point at = f.at(xs[i], ys[i]);
            if (std::isfinite(at.x) && std::isfinite(at.y))
                page.circle(at, radius, fill{color_of(scale.colors, of[i], scale.range), alpha});
        }
    });
}

/// A dot at each (x, y), all of one color.
template <number_range X, number_range Y>
void scatter(panel& p, const X& x, const Y& y, const scatter_options& options = {}) {
    scatter(p, x, y, std::vector<std::size_t>(numbers(x).size(), 0), options);
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
