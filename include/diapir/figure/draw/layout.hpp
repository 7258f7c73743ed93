// From the description of a panel to the page: how much room its texts need around the data area, and the drawing of
// all of it. Texts are measured, titles and legends wrapped and ticks thinned until nothing overlaps.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/draw/ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace diapir::figure {

/// Room around a data area.
struct margins {
    double left = 0, right = 0, top = 0, bottom = 0;
};

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

inline ticks ticks_of(const axis& a, const limits& ends, std::size_t most) {
    if (a.categories.empty()) {
        return a.scale == axis_scale::log ? log_ticks(ends, most) : linear_ticks(ends, most, a.integer);
    }
    ticks t{{}, a.categories};
    for (std::size_t i = 0; i < a.categories.size(); ++i) t.at.push_back(static_cast<double>(i));
    return t;
}

inline std::size_t count_that_fits(double length, double each, std::size_t most) {
    return std::clamp(static_cast<std::size_t>(length / each), std::size_t{2}, most);
}

}  // namespace detail

/// A panel measured for a data area of a given size.
class panel_layout {
public:
    /// The panel must outlive the layout. `title_width` is the room for a line of the title.
    panel_layout(const panel& p, double width, double height, double title_width) : panel_(&p) {
        using namespace detail;
        const frame f({0, 0, width, height}, p.x, p.y);
        title_ = wrapped(p.title, title_style, title_width);
        if (p.x.visible) measure_x(f);
        if (p.y.visible) {
            y_ = ticks_of(p.y, f.y_ends(), count_that_fits(height, 26, 8));
            y_room_ = tick_length + tick_gap + widest(y_.labels, tick_style);
            around_.left = std::max(around_.left, y_room_);
        }
        if (!p.x.label.empty()) around_.bottom += label_gap + 1.05 * label_style.size;
        if (!p.y.label.empty()) around_.left = std::max(around_.left, y_room_ + label_gap + label_style.size);
        if (p.bar) {
            bar_ = bar_ticks(*p.bar, height);
            bar_room_ = bar_gap + bar_width + tick_length + tick_gap + widest(bar_.labels, tick_style);
            around_.right =
                std::max(around_.right, bar_room_ + (p.bar->label.empty() ? 0 : label_gap + label_style.size));
        }
        measure_legend(width);
        around_.top = heading_gap + title_gap() +
                      line_spacing * (legend_style.size * static_cast<double>(legend_.size()) +
                                      title_style.size * static_cast<double>(title_.size()));
    }

    const margins& around() const { return around_; }

    /// Draws the panel with its data area there.
    void draw(canvas& page, const box& area) const {
        const frame f(area, panel_->x, panel_->y);
        draw_heading(page, area);  // first: the first text of an SVG is its title
        draw_grid(page, f);
        page.clipped(area, [&] {
            for (const auto& mark : panel_->marks) mark(page, f);
        });
        draw_axes(page, f);
        if (panel_->bar) draw_bar(page, area);
    }

private:
    static ticks bar_ticks(const color_scale& bar, double height) {
        require(std::isfinite(bar.range.low) && std::isfinite(bar.range.high), "color bar '", bar.label,
                "': cannot run from ", bar.range.low, " to ", bar.range.high);
        const limits ends = apart(bar.range);
        if (bar.ends.empty()) return linear_ticks(ends, detail::count_that_fits(height, 26, 7));
        require(bar.ends.size() == 2, "color bar: expected texts for both ends, got ", bar.ends.size());
        return {{ends.low, ends.high}, bar.ends};
    }

    /// Between the title and the legend below it.
    double title_gap() const { return title_.empty() || legend_.empty() ? 0 : 4; }

    void measure_x(const frame& f) {
        using namespace detail;
        const axis& a = panel_->x;
        std::vector<double> widths;
        const auto overlap = [&] {
            widths.clear();
            for (const std::string& label : x_.labels) widths.push_back(text_width(label, tick_style));
            for (std::size_t i = 1; i < widths.size(); ++i) {
                if (std::abs(f.x(x_.at[i]) - f.x(x_.at[i - 1])) < (widths[i] + widths[i - 1]) / 2 + 9) return true;
            }
            return false;
        };
        std::size_t most = count_that_fits(f.area().width, 32, 9);
        x_ = ticks_of(a, f.x_ends(), most);
        if (a.categories.empty()) {
            while (overlap() && most > 2) x_ = ticks_of(a, f.x_ends(), --most);
        } else {
            x_upright_ = !overlap();
        }
        around_.bottom = tick_length + tick_gap + (x_upright_ ? height_of(tick_style) : widest(x_.labels, tick_style));
        for (std::size_t i = 0; i < widths.size() && x_upright_; ++i) {
            around_.left = std::max(around_.left, widths[i] / 2 - f.x(x_.at[i]));
            around_.right = std::max(around_.right, f.x(x_.at[i]) + widths[i] / 2 - f.area().width);
        }
    }

    static double legend_width(const legend_entry& entry) {
        return 22 + text_width(entry.label, detail::legend_style) + 14;
    }

    void measure_legend(double width) {
        double used = 0;
        for (const legend_entry& entry : panel_->legend) {
            const double needed = legend_width(entry);
            if (legend_.empty() || used + needed > width) legend_.emplace_back(), used = 0;
            legend_.back().push_back(&entry);
            used += needed;
        }
    }

    void draw_grid(canvas& page, const frame& f) const {
        const box& area = f.area();
        if (panel_->x.grid) {
            for (const double at : x_.at)
                page.line({std::round(f.x(at)), area.y}, {std::round(f.x(at)), area.bottom()}, pen{grid_ink});
        }
        if (panel_->y.grid) {
            for (const double at : y_.at)
                page.line({area.x, std::round(f.y(at))}, {area.right(), std::round(f.y(at))}, pen{grid_ink});
        }
    }

    void draw_axes(canvas& page, const frame& f) const {
        using namespace detail;
        const box& area = f.area();
        const pen outline{axis_ink};
        if (panel_->framed) {
            page.rectangle(area, outline);
        } else {
            const point corners[] = {{area.x, area.y}, {area.x, area.bottom()}, {area.right(), area.bottom()}};
            page.line(corners, outline);
        }
        text_style style = tick_style;
        style.horizontal = x_upright_ ? align::center : align::right;
        style.vertical = x_upright_ ? baseline::top : baseline::middle;
        style.rotation = x_upright_ ? 0 : 90;
        for (std::size_t i = 0; i < x_.at.size(); ++i) {
            const double x = std::round(f.x(x_.at[i]));
            if (panel_->x.categories.empty()) page.line({x, area.bottom()}, {x, area.bottom() + tick_length}, outline);
            page.text(x_.labels[i], {x, area.bottom() + tick_length + tick_gap}, style);
        }
        style = tick_style;
        style.horizontal = align::right;
        style.vertical = baseline::middle;
        for (std::size_t i = 0; i < y_.at.size(); ++i) {
            const double y = std::round(f.y(y_.at[i]));
            if (panel_->y.categories.empty()) page.line({area.x - tick_length, y}, {area.x, y}, outline);
            page.text(y_.labels[i], {area.x - tick_length - tick_gap, y}, style);
        }
        style = label_style;
        if (!panel_->x.label.empty()) {
            style.vertical = baseline::bottom;
            page.text(panel_->x.label, {area.center().x, area.bottom() + around_.bottom - 0.25 * style.size}, style);
        }
        if (!panel_->y.label.empty()) {
            style.vertical = baseline::bottom;
            style.rotation = 90;
            page.text(panel_->y.label, {area.x - y_room_ - label_gap, area.center().y}, style);
        }
    }

    void draw_heading(canvas& page, const box& area) const {
        using namespace detail;
        const double legend_line = line_spacing * legend_style.size, title_line = line_spacing * title_style.size;
        double y = area.y - heading_gap - legend_line * static_cast<double>(legend_.size());
        for (std::size_t i = 0; i < title_.size(); ++i) {
            page.text(title_[i],
                      {area.center().x, y - title_gap() - title_line * static_cast<double>(title_.size() - 1 - i)},
                      title_style);
        }
        for (const auto& entries : legend_) {
            double width = -14;
            for (const legend_entry* entry : entries) width += legend_width(*entry);
            double x = area.center().x - width / 2;
            for (const legend_entry* entry : entries) {
                draw_mark(page, *entry, {x, y + legend_line / 2});
                page.text(entry->label, {x + 22, y + legend_line / 2}, legend_style);
                x += legend_width(*entry);
            }
            y += legend_line;
        }
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

    void draw_bar(canvas& page, const box& area) const {
        using namespace detail;
        const color_scale& bar = *panel_->bar;
        const box strip{area.right() + bar_gap, area.y, bar_width, area.height};
        raster colors{256, 1, std::vector<rgb>(256)};
        for (std::size_t i = 0; i < 256; ++i)
            colors.pixels[i] = color_at(bar.colors, 1 - (static_cast<double>(i) + 0.5) / 256);
        page.image(colors, strip);
        page.rectangle(strip, pen{axis_ink});
        const limits ends = apart(bar.range);
        text_style style = tick_style;
        style.vertical = baseline::middle;
        for (std::size_t i = 0; i < bar_.at.size(); ++i) {
            const double y = std::round(strip.bottom() - strip.height * fraction_of(ends, bar_.at[i]));
            page.line({strip.right(), y}, {strip.right() + tick_length, y}, pen{axis_ink});
            page.text(bar_.labels[i], {strip.right() + tick_length + tick_gap, y}, style);
        }
        if (bar.label.empty()) return;
        style = label_style;
        style.rotation = 90;
        style.vertical = baseline::top;
        page.text(bar.label, {area.right() + bar_room_ + label_gap, area.center().y}, style);
    }

    const panel* panel_;
    ticks x_, y_, bar_;
    bool x_upright_ = true;
    double y_room_ = 0, bar_room_ = 0;
    std::vector<std::string> title_;
    std::vector<std::vector<const legend_entry*>> legend_;
    margins around_;
};

}  // namespace diapir::figure
