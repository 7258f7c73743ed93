// The seam to cairo: one page to draw on, encoded as PNG or as SVG. No other header includes cairo.
// Lengths are in CSS pixels from the top left; a PNG has `scale` device pixels to each, so lines at whole coordinates
// with whole widths are crisp in both.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/box.hpp>
#include <diapir/figure/draw/color.hpp>
#include <diapir/figure/draw/color_map.hpp>
#include <diapir/figure/draw/markup.hpp>
#include <diapir/figure/draw/pen.hpp>

#include <cairo-svg.h>
#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

enum class image_format { png, svg };

namespace detail {

struct free_cairo {
    void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
    void operator()(cairo_t* c) const { cairo_destroy(c); }
    void operator()(cairo_pattern_t* p) const { cairo_pattern_destroy(p); }
    void operator()(cairo_font_options_t* o) const { cairo_font_options_destroy(o); }
};
template <class T>
using cairo_ptr = std::unique_ptr<T, free_cairo>;

inline void check(cairo_status_t status, const char* operation) {
    require<error>(status == CAIRO_STATUS_SUCCESS, operation, ": ", cairo_status_to_string(status));
}

/// Receives the bytes that cairo writes; no exception may pass through cairo.
inline cairo_status_t append_bytes(void* bytes, const unsigned char* data, unsigned length) noexcept try {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
} catch (...) {
    return CAIRO_STATUS_NO_MEMORY;
}

inline void set_font(cairo_t* c, const text_style& style) {
    cairo_select_font_face(c, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(c, style.size);
    const cairo_ptr<cairo_font_options_t> options(cairo_font_options_create());
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(c, options.get());
}

/// The width of a printable line.
inline double advance(cairo_t* c, const std::string& line) {
    cairo_text_extents_t extents;
    cairo_text_extents(c, line.c_str(), &extents);
    return extents.x_advance;
}

}  // namespace detail

/// The width of a line of text. Throws argument_error for a size that no text can have.
inline double text_width(const std::string& text, const text_style& style) {
    detail::require_length("text_width", "size of a text", style.size);
    const detail::cairo_ptr<cairo_surface_t> surface(cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1));
    const detail::cairo_ptr<cairo_t> context(cairo_create(surface.get()));
    detail::set_font(context.get(), style);
    return detail::advance(context.get(), printable_line(text));
}

/// Every member that draws throws argument_error for positions and lengths that are not finite or that no page can
/// have, and where the page is finished or was moved from.
class canvas {
public:
    /// A white page of that many CSS pixels. Throws argument_error where it is empty or larger than cairo can draw.
    canvas(double width, double height, image_format format, double scale = 2)
        : width_(width), height_(height), scale_(format == image_format::png ? scale : 1), format_(format) {
        require(width > 0 && height > 0 && scale > 0 && width * scale_ < 32767 && height * scale_ < 32767,
                "canvas: a page of ", width, " x ", height, " at a scale of ", scale, " cannot be drawn");
        auto& [bytes, surface, context] = *sheet_;
        if (format == image_format::png) {
            surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, device(width), device(height)));
        } else {
            surface.reset(cairo_svg_surface_create_for_stream(detail::append_bytes, &bytes, width, height));
            cairo_svg_surface_set_document_unit(surface.get(), CAIRO_SVG_UNIT_PX);
        }
        detail::check(cairo_surface_status(surface.get()), "canvas");
        context.reset(cairo_create(surface.get()));
        cairo_scale(context.get(), scale_, scale_);
        set_source(white, 1);
        cairo_paint(context.get());
    }

    double width() const { return width_; }
    double height() const { return height_; }

    /// Straight lines from point to point.
    void line(std::span<const point> through, const pen& p) {
        path(through);
        stroke(p);
    }
    void line(const point& from, const point& to, const pen& p) {
        const point ends[] = {from, to};
        line(ends, p);
    }
    void polygon(std::span<const point> corners, const fill& f) {
        path(corners);
        cairo_close_path(page());
        paint(f);
    }
    void rectangle(const box& b, const fill& f) {
        path(b);
        paint(f);
    }
    void rectangle(const box& b, const pen& p) {
        path(b);
        stroke(p);
    }
    void circle(const point& center, double radius, const fill& f) {
        detail::require_length("canvas", "radius", radius);
        const point at = held(center);
        cairo_new_path(page());
        cairo_arc(page(), at.x, at.y, radius, 0, 2 * std::numbers::pi);
        paint(f);
    }

    /// One line of text; what cannot be printed is replaced, see printable_line.
    void text(const std::string& words, const point& at, const text_style& style) {
        detail::require_length("canvas", "size of a text", style.size);
        require(std::isfinite(style.rotation), "canvas: expected a finite rotation of a text, got ", style.rotation);
        const std::string line = printable_line(words);
        cairo_t* c = page();
        const point held_at = held(at);
        detail::set_font(c, style);
        const double cap_height = 0.729 * style.size;  // of DejaVu Sans
        const double shift = style.horizontal == align::left ? 0 : style.horizontal == align::center ? 0.5 : 1;
        const double drop = style.vertical == baseline::bottom ? 0 : style.vertical == baseline::middle ? 0.5 : 1;
        const saved_state saved(c);
        cairo_translate(c, held_at.x, held_at.y);
        cairo_rotate(c, -style.rotation * std::numbers::pi / 180);
        cairo_move_to(c, -shift * detail::advance(c, line), drop * cap_height);
        set_source(style.color, 1);
        cairo_show_text(c, line.c_str());
        texts_.push_back(line);
    }

    /// Pixels stretched over a box, with sharp borders between them.
    void image(const raster& pixels, const box& b) {
        require(pixels.rows > 0 && pixels.cols > 0 && pixels.pixels.size() == pixels.rows * pixels.cols,
                "canvas: an image of ", pixels.rows, " x ", pixels.cols, " cannot have ", pixels.pixels.size(),
                " pixels");
        constexpr std::size_t most = 32767;  // that cairo takes
        require(pixels.rows <= most && pixels.cols <= most, "canvas: expected an image of at most ", most, " x ", most,
                " pixels, got ", pixels.rows, " x ", pixels.cols);
        const box place = held(b);
        const auto rows = static_cast<int>(pixels.rows), cols = static_cast<int>(pixels.cols);
        const detail::cairo_ptr<cairo_surface_t> source(cairo_image_surface_create(CAIRO_FORMAT_RGB24, cols, rows));
        detail::check(cairo_surface_status(source.get()), "canvas: image");
        const int stride = cairo_image_surface_get_stride(source.get());
        unsigned char* data = cairo_image_surface_get_data(source.get());
        for (int row = 0; row < rows; ++row) {
            for (int col = 0; col < cols; ++col) {
                const rgb& p = pixels.at(static_cast<std::size_t>(row), static_cast<std::size_t>(col));
                const std::uint32_t word = std::uint32_t{p.r} << 16 | std::uint32_t{p.g} << 8 | p.b;
                std::memcpy(data + row * stride + 4 * col, &word, sizeof word);
            }
        }
        cairo_surface_mark_dirty(source.get());

        cairo_t* c = page();
        const saved_state saved(c);
        cairo_translate(c, place.x, place.y);
        cairo_scale(c, place.width / cols, place.height / rows);
        cairo_set_source_surface(c, source.get(), 0, 0);
        cairo_pattern_set_filter(cairo_get_source(c), CAIRO_FILTER_NEAREST);
        cairo_new_path(c);
        cairo_rectangle(c, 0, 0, cols, rows);
        cairo_fill(c);
    }

    /// Calls draw(), of which only what falls inside the box appears.
    template <class Draw>
    void clipped(const box& b, Draw&& draw) {
        const saved_state saved(page());
        path(b);
        cairo_clip(page());
        std::forward<Draw>(draw)();
    }

    /// The device pixels of a PNG page as drawn so far. Throws argument_error for an SVG.
    raster pixels() const {
        require(format_ == image_format::png, "canvas: an SVG has no pixels");
        detail::check(cairo_status(page()), "canvas");
        cairo_surface_t* surface = sheet_->surface.get();
        cairo_surface_flush(surface);
        const auto rows = static_cast<std::size_t>(cairo_image_surface_get_height(surface));
        const auto cols = static_cast<std::size_t>(cairo_image_surface_get_width(surface));
        const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
        const unsigned char* data = cairo_image_surface_get_data(surface);
        raster copy{rows, cols, std::vector<rgb>(rows * cols)};
        for (std::size_t i = 0; i < rows * cols; ++i) {
            std::uint32_t word;
            std::memcpy(&word, data + i / cols * stride + 4 * (i % cols), sizeof word);
            copy.pixels[i] = hex(word);
        }
        return copy;
    }

    /// The bytes of the PNG or SVG file. Nothing can be drawn afterwards. The texts of an SVG, which it shows as
    /// outlines, are its title (the first one drawn) and its description, for readers and for search.
    std::string finish() {
        detail::check(cairo_status(page()), "canvas");
        finished_ = true;
        auto& [bytes, surface, context] = *sheet_;
        if (format_ == image_format::png)
            detail::check(cairo_surface_write_to_png_stream(surface.get(), detail::append_bytes, &bytes), "canvas");
        cairo_surface_finish(surface.get());
        detail::check(cairo_surface_status(surface.get()), "canvas");
        return format_ == image_format::svg ? described_svg(bytes, texts_) : std::move(bytes);
    }

private:
    /// Restores clip, transformation and font when it goes out of scope.
    class saved_state {
    public:
        explicit saved_state(cairo_t* c) : context_(c) { cairo_save(c); }
        ~saved_state() { cairo_restore(context_); }
        saved_state(const saved_state&) = delete;
        saved_state& operator=(const saved_state&) = delete;

    private:
        cairo_t* context_;
    };

    /// What is drawn with.
    cairo_t* page() const {
        require(sheet_ != nullptr && !finished_, "canvas: expected a page to draw on, got one that ",
                finished_ ? "is finished" : "was moved from");
        return sheet_->context.get();
    }
    /// A position that cairo can hold: its numbers have 24 bits before the point, in device pixels. What lies further
    /// off the page is moved nearer. Throws argument_error where the position is not finite.
    point held(const point& p) const {
        require(std::isfinite(p.x) && std::isfinite(p.y), "canvas: cannot draw at (", p.x, ", ", p.y, ")");
        const double reach = 4e6 / scale_;
        return {std::clamp(p.x, -reach, reach), std::clamp(p.y, -reach, reach)};
    }
    box held(const box& b) const {
        const point from = held(point{b.x, b.y}), to = held(point{b.right(), b.bottom()});
        const bool near = from.x == b.x && from.y == b.y && to.x == b.right() && to.y == b.bottom();
        return near ? b : box{from.x, from.y, to.x - from.x, to.y - from.y};
    }
    int device(double length) const { return static_cast<int>(std::ceil(length * scale_)); }
    void set_source(const rgb& color, double alpha) {
        detail::require_alpha("canvas", alpha);
        cairo_set_source_rgba(page(), color.r / 255.0, color.g / 255.0, color.b / 255.0, alpha);
    }
    void path(std::span<const point> through) {
        cairo_new_path(page());  // also after a text, which leaves a point behind
        for (const point& p : through) {
            const point at = held(p);
            cairo_line_to(page(), at.x, at.y);
        }
    }
    void path(const box& b) {
        const box place = held(b);
        cairo_new_path(page());
        cairo_rectangle(page(), place.x, place.y, place.width, place.height);
    }
    void stroke(const pen& p) {
        detail::require_length("canvas", "width of a line", p.width);
        detail::require_length("canvas", "dash", p.dash);
        cairo_t* c = page();
        set_source(p.color, p.alpha);
        cairo_set_line_width(c, p.width);
        cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(c, &p.dash, p.dash > 0 ? 1 : 0, 0);
        cairo_stroke(c);
    }
    void paint(const fill& f) {
        set_source(f.color, f.alpha);
        cairo_fill(page());
    }
    double width_, height_, scale_;
    image_format format_;
    /// What cairo draws on. Where it ends unfinished, cairo still writes to the bytes.
    struct sheet {
        std::string bytes;
        detail::cairo_ptr<cairo_surface_t> surface;
        detail::cairo_ptr<cairo_t> context;
    };
    std::unique_ptr<sheet> sheet_ = std::make_unique<sheet>();  // its address must stay
    std::vector<std::string> texts_;
    bool finished_ = false;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
