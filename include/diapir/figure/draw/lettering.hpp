// The sizes of the texts of a panel, how far they are from what they belong to, and how they are broken into lines.
#pragma once

#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/pen.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

namespace detail {

inline const text_style title_style{.size = 13, .horizontal = align::center};
inline const text_style label_style{.size = 11.5, .horizontal = align::center};
inline const text_style tick_style{.size = 10.5};
inline const text_style legend_style{.size = 10.5, .vertical = baseline::middle};
inline constexpr double tick_length = 4, tick_gap = 3, label_gap = 7, line_spacing = 1.3, bar_gap = 8, bar_width = 11,
                        heading_gap = 7;

inline double height_of(const text_style& style) {
    return 0.76 * style.size;
}

inline double widest(const std::vector<std::string>& lines, const text_style& style) {
    double width = 0;
    for (const std::string& line : lines) width = std::max(width, text_width(line, style));
    return width;
}

/// A text in lines no wider than that, broken at spaces; a word that is wider has a line of its own.
inline std::vector<std::string> wrapped(const std::string& text, const text_style& style, double width) {
    std::vector<std::string> lines;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (!lines.empty() && text_width(lines.back() + " " + word, style) <= width) {
            lines.back() += " " + word;
        } else {
            lines.push_back(word);
        }
    }
    return lines;
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::figure
