// From the description of a panel to the page: how much room its texts need around the data area, and the drawing of
// all of it. Texts are measured, titles and legends wrapped, names cut and ticks thinned until nothing overlaps.
#pragma once

#include <diapir/figure/draw/axis_ticks.hpp>
#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/color_bar.hpp>
#include <diapir/figure/draw/legend.hpp>
#include <diapir/figure/draw/lettering.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/draw/ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// Room around a data area.
struct margins {
    double left = 0, right = 0, top = 0, bottom = 0;
};

/// How long texts of a panel may be; names of categories that are longer are cut.
struct text_room {
    double title;                                             ///< a line of the title
    double names = std::numeric_limits<double>::infinity();   ///< beside the panel
    double turned = std::numeric_limits<double>::infinity();  ///< upright below the panel
};

/// A panel measured for a data area of a given size.
class panel_layout {
public:
    /// The panel must outlive the layout.
    panel_layout(const panel& p, double width, double height, const text_room& room) : panel_(&p) {
        using namespace detail;
        const frame f({0, 0, width, height}, p.x, p.y);
        title_ = wrapped(p.title, title_style, room.title);
        if (p.x.visible) measure_x(f, room.turned);
        if (p.y.visible) {
            y_ = ticks_of(p.y, f.y_ends(), count_that_fits(height, 26, 8));
            if (!p.y.categories.empty()) shorten(y_.labels, room.names);
            y_room_ = tick_length + tick_gap + widest(y_.labels, tick_style);
            around_.left = std::max(around_.left, y_room_);
        }
        if (!p.x.label.empty()) around_.bottom += label_gap + 1.05 * label_style.size;
        if (!p.y.label.empty()) around_.left = std::max(around_.left, y_room_ + label_gap + label_style.size);
        if (p.bar) {
            bar_.emplace(*p.bar, height);
            around_.right = std::max(around_.right, bar_->room());
        }
        legend_ = legend(p.legend, width);
        around_.top = heading_gap + title_gap() + legend_.height() +
                      line_spacing * title_style.size * static_cast<double>(title_.size());
    }

    const margins& around() const { return around_; }

    /// Draws the panel with its data area there.
    void draw(canvas& page, const box& area) const {
        const frame f(area, panel_->x, panel_->y);
        draw_heading(page, area);  // first: the first text of an SVG is its title
        draw_grid(page, f);
        page.clipped(area, [&] {
            for (const auto& mark : panel_->marks) {
                require(mark != nullptr, "panel: marks: expected functions, got none");
                mark(page, f);
            }
        });
        draw_axes(page, f);
        if (bar_) bar_->draw(page, area);
    }

private:
    /// Between the title and the legend below it.
    double title_gap() const { return title_.empty() || legend_.empty() ? 0 : 4; }

    static void shorten(std::vector<std::string>& names, double width) {
        for (std::string& name : names) name = detail::shortened(name, detail::tick_style, width);
    }

    void measure_x(const frame& f, double turned) {
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
            if (!x_upright_) shorten(x_.labels, turned);
        }
        around_.bottom = tick_length + tick_gap + (x_upright_ ? height_of(tick_style) : widest(x_.labels, tick_style));
        for (std::size_t i = 0; i < widths.size() && x_upright_; ++i) {
            around_.left = std::max(around_.left, widths[i] / 2 - f.x(x_.at[i]));
            around_.right = std::max(around_.right, f.x(x_.at[i]) + widths[i] / 2 - f.area().width);
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
        const double title_line = line_spacing * title_style.size, top = area.y - heading_gap - legend_.height();
        for (std::size_t i = 0; i < title_.size(); ++i) {
            page.text(title_[i],
                      {area.center().x, top - title_gap() - title_line * static_cast<double>(title_.size() - 1 - i)},
                      title_style);
        }
        legend_.draw(page, area.center().x, top);
    }

    const panel* panel_;
    ticks x_, y_;
    bool x_upright_ = true;
    double y_room_ = 0;
    std::vector<std::string> title_;
    legend legend_;
    std::optional<color_bar> bar_;
    margins around_;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
