// The color bar beside a panel: measured for its height, then drawn.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/axis_ticks.hpp>
#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/lettering.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/draw/ticks.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// A color scale measured for a data area of a given height.
class color_bar {
public:
    /// The scale must outlive the bar. Throws argument_error where its limits are not finite, or it has other than two
    /// texts for its ends.
    color_bar(const color_scale& scale, double height)
        : scale_(&scale), ends_(apart(scale.range)), ticks_(ticks_of(scale, ends_, height)) {
        using namespace detail;
        room_ = bar_gap + bar_width + tick_length + tick_gap + widest(ticks_.labels, tick_style);
    }

    /// The room that it takes to the right of the data area.
    double room() const { return room_ + (scale_->label.empty() ? 0 : detail::label_gap + detail::label_style.size); }

    /// Draws it beside the data area there.
    void draw(canvas& page, const box& area) const {
        using namespace detail;
        const box strip{area.right() + bar_gap, area.y, bar_width, area.height};
        raster colors{256, 1, std::vector<rgb>(256)};
        for (std::size_t i = 0; i < 256; ++i)
            colors.pixels[i] = color_at(scale_->colors, 1 - (static_cast<double>(i) + 0.5) / 256);
        page.image(colors, strip);
        page.rectangle(strip, pen{axis_ink});
        text_style style = tick_style;
        style.vertical = baseline::middle;
        for (std::size_t i = 0; i < ticks_.at.size(); ++i) {
            const double y = std::round(strip.bottom() - strip.height * fraction_of(ends_, ticks_.at[i]));
            page.line({strip.right(), y}, {strip.right() + tick_length, y}, pen{axis_ink});
            page.text(ticks_.labels[i], {strip.right() + tick_length + tick_gap, y}, style);
        }
        if (scale_->label.empty()) return;
        style = label_style;
        style.rotation = 90;
        style.vertical = baseline::top;
        page.text(scale_->label, {area.right() + room_ + label_gap, area.center().y}, style);
    }

private:
    static ticks ticks_of(const color_scale& scale, const limits& ends, double height) {
        require(std::isfinite(scale.range.low) && std::isfinite(scale.range.high), "color bar '", scale.label,
                "': cannot run from ", scale.range.low, " to ", scale.range.high);
        if (scale.ends.empty()) return linear_ticks(ends, detail::count_that_fits(height, 26, 7));
        require(scale.ends.size() == 2, "color bar: expected texts for both ends, got ", scale.ends.size());
        return {{ends.low, ends.high}, scale.ends};
    }

    const color_scale* scale_;
    limits ends_;
    ticks ticks_;
    double room_ = 0;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
