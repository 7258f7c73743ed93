// The sizes of the texts of a panel, how far they are from what they belong to, and how they are broken into lines
// or cut.
#pragma once

#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/markup.hpp>
#include <diapir/figure/draw/pen.hpp>
#include <diapir/io/text.hpp>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
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
    words.imbue(std::locale::classic());
    for (std::string word; words >> word;) {
        if (!lines.empty() && text_width(lines.back() + " " + word, style) <= width) {
            lines.back() += " " + word;
        } else {
            lines.push_back(word);
        }
    }
    return lines;
}

/// A text on one line no wider than that: where it is wider, an ellipsis stands for its middle. Two thirds of what is
/// left are of its beginning, and its end stays, where names differ or have a value.
inline std::string shortened(const std::string& text, const text_style& style, double width) {
    if (text_width(text, style) <= width) return text;
    const std::string line = printable_line(text);
    std::vector<std::size_t> starts;  // of the characters, and the end
    for (std::size_t at = 0; at < line.size(); at += io::utf8_character(std::string_view(line).substr(at)))
        starts.push_back(at);
    const std::size_t characters = starts.size();
    starts.push_back(line.size());
    const auto with = [&](std::size_t kept) {
        const std::size_t tail = kept / 3;
        return line.substr(0, starts[kept - tail]) + "\u2026" + line.substr(starts[characters - tail]);
    };
    std::size_t fits = 0, too_many = characters;
    while (too_many - fits > 1) {
        const std::size_t middle = (fits + too_many) / 2;
        (text_width(with(middle), style) <= width ? fits : too_many) = middle;
    }
    return with(fits);
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::figure
