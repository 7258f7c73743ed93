// What the tests of figures ask of a drawing: where a color is, whether the rim of a page is blank, whether an SVG is
// XML.
#pragma once

#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/markup.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

/// Colors to draw with and to look for.
inline constexpr figure::rgb red{255, 0, 0}, blue{0, 0, 255};

struct pixel_box {
    std::size_t top, left, bottom, right, count;  // inclusive
    std::size_t width() const { return right - left + 1; }
    std::size_t height() const { return bottom - top + 1; }
};

/// The smallest box around all pixels of exactly that color.
inline std::optional<pixel_box> find_color(const figure::raster& page, const figure::rgb& color) {
    std::optional<pixel_box> found;
    for (std::size_t row = 0; row < page.rows; ++row) {
        for (std::size_t col = 0; col < page.cols; ++col) {
            if (page.at(row, col) != color) continue;
            if (!found) found = pixel_box{row, col, row, col, 0};
            *found = {found->top, std::min(found->left, col), row, std::max(found->right, col), found->count + 1};
        }
    }
    return found;
}

/// Whether nothing is drawn within that many device pixels of the rim.
inline bool rim_is_blank(const figure::raster& page, std::size_t width) {
    for (std::size_t row = 0; row < page.rows; ++row) {
        for (std::size_t col = 0; col < page.cols; ++col) {
            const bool inside = row >= width && col >= width && row + width < page.rows && col + width < page.cols;
            if (!inside && page.at(row, col) != figure::white) return false;
        }
    }
    return true;
}

/// Whether every element of a document is closed in order, no text holds a bare ampersand, and all characters are those
/// that XML has.
inline bool is_well_formed(std::string_view xml) {
    if (figure::printable(xml) != xml) return false;
    std::vector<std::string> open;
    bool seen_root = false;
    for (std::size_t at = 0; at < xml.size(); ++at) {
        if (xml[at] == '&' && xml.substr(at, 12).find(';') == std::string_view::npos) return false;
        if (xml[at] != '<') continue;
        const std::size_t end = xml.find('>', at);
        if (end == std::string_view::npos) return false;
        const std::string_view tag = xml.substr(at + 1, end - at - 1);
        if (tag.find('<') != std::string_view::npos || std::count(tag.begin(), tag.end(), '"') % 2 != 0) return false;
        const std::string name(tag.substr(0, tag.find_first_of(" \n/", 1)));
        if (tag.front() == '/') {
            if (open.empty() || "/" + open.back() != name) return false;
            open.pop_back();
        } else if (tag.front() != '?' && tag.back() != '/') {
            if (open.empty() && seen_root) return false;
            seen_root = true;
            open.push_back(name);
        }
        at = end;
    }
    return seen_root && open.empty();
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
