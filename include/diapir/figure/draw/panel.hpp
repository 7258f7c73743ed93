// What a panel shows: a title, two axes, marks, a legend and a color scale. A panel only describes; the layout
// measures and draws it. The plots (imshow, plot, scatter, hist, bar) add to a panel, and so may a function of one's
// own.
#pragma once

#include <diapir/figure/draw/axis.hpp>
#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/color.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/frame.hpp>
#include <diapir/figure/draw/limits.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

enum class legend_mark { line, dashed_line, dot, patch };

struct legend_entry {
    std::string label;
    rgb color;
    legend_mark mark = legend_mark::line;
};

/// What colors stand for, shown by a color bar.
struct color_scale {
    color_map colors = color_map::viridis;
    limits range = {};
    std::string label = {};
    std::vector<std::string> ends = {};  ///< texts for the low and the high end, instead of ticks
};

struct panel {
    std::string title = {};
    axis x = {}, y = {};
    double aspect = 0;    ///< height of the data area over its width; 0 leaves it to the figure
    bool framed = false;  ///< a line all around the data area instead of left and below
    std::optional<color_scale> bar = {};
    std::vector<legend_entry> legend = {};
    std::vector<std::function<void(canvas&, const frame&)>> marks = {};  ///< drawn in order, clipped to the data area
    std::size_t series = 0;                                              ///< series drawn so far, for their colors

    /// The color for a series: the one given, else the next of the palette.
    rgb next_color(const std::optional<rgb>& given) { return given ? *given : series_color(series++); }
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
