// The legend above a panel: entries side by side in as many lines as they need.
#pragma once

#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/lettering.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// The legend of a panel measured for a data area of a given width.
class legend {
public:
    legend() = default;
    /// The entries must outlive the legend.
    legend(const std::vector<legend_entry>& entries, double width) {
        double used = 0;
        for (const legend_entry& entry : entries) {
            const double needed = width_of(entry);
            if (lines_.empty() || used + needed > width) lines_.emplace_back(), used = 0;
            lines_.back().push_back(&entry);
            used += needed;
        }
    }

    bool empty() const { return lines_.empty(); }
    double height() const { return line_height() * static_cast<double>(lines_.size()); }

    /// Draws it around a vertical line at `center`, below `top`.
    void draw(canvas& page, double center, double top) const {
        double y = top + line_height() / 2;
        for (const auto& entries : lines_) {
            double width = -gap;
            for (const legend_entry* entry : entries) width += width_of(*entry);
            double x = center - width / 2;
            for (const legend_entry* entry : entries) {
                draw_mark(page, *entry, {x, y});
                page.text(entry->label, {x + mark_width, y}, detail::legend_style);
                x += width_of(*entry);
            }
            y += line_height();
        }
    }

private:
    static constexpr double mark_width = 22, gap = 14;

    static double line_height() { return detail::line_spacing * detail::legend_style.size; }
    static double width_of(const legend_entry& entry) {
        return mark_width + text_width(entry.label, detail::legend_style) + gap;
    }
    static void draw_mark(canvas& page, const legend_entry& entry, const point& left) {
        switch (entry.mark) {
            case legend_mark::line:
                page.line(left, {left.x + 17, left.y}, pen{entry.color, 2});
                break;
            case legend_mark::dashed_line:
                page.line(left, {left.x + 17, left.y}, pen{entry.color, 2, 3.4});
                break;
            case legend_mark::dot:
                page.circle({left.x + 12, left.y}, 4, fill{entry.color});
                break;
            case legend_mark::patch:
                page.rectangle({left.x + 6, left.y - 5, 12, 10}, fill{entry.color});
                break;
        }
    }

    std::vector<std::vector<const legend_entry*>> lines_;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
