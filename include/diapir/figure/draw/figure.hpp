// A figure: a grid of panels under a title, drawn as PNG or SVG.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/canvas.hpp>
#include <diapir/figure/draw/panel.hpp>
#include <diapir/figure/draw/panel_layout.hpp>
#include <diapir/io/atomic_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// Size of the page in CSS pixels, and the title above all panels. A width of 0 gives each column 270 pixels; a height
/// of 0 is as much as the panels need at that width.
struct figure_options {
    double width = 0, height = 0;
    std::string title = {};
};

/// Panels in rows and columns. Their data areas are aligned, and all those without an aspect of their own equally
/// large.
class figure {
public:
    static constexpr double border = 12;  ///< around the page

    /// Throws argument_error without rows or columns, and for more than 1024 of them.
    explicit figure(std::size_t rows = 1, std::size_t cols = 1, figure_options options = {})
        : rows_(rows), cols_(cols), options_(std::move(options)) {
        require(rows > 0 && cols > 0, "figure: expected at least one panel, got ", rows, " x ", cols);
        require(rows <= 1024 && cols <= 1024, "figure: expected at most 1024 x 1024 panels, got ", rows, " x ", cols);
        panels_.resize(rows * cols);
        if (options_.width <= 0) options_.width = 270.0 * static_cast<double>(cols);
    }

    std::size_t rows() const { return rows_; }
    std::size_t cols() const { return cols_; }
    const std::string& title() const { return options_.title; }

    /// A panel; one without marks stays blank. Throws argument_error outside the grid.
    panel& at(std::size_t row, std::size_t col) { return panels_[index(row, col)]; }
    const panel& at(std::size_t row, std::size_t col) const { return panels_[index(row, col)]; }
    /// The panel of that number, counted row by row.
    panel& at(std::size_t number) { return at(number / cols_, number % cols_); }
    const panel& at(std::size_t number) const { return at(number / cols_, number % cols_); }

    /// The bytes of a PNG, with `scale` device pixels to a CSS pixel, or of an SVG. Throws argument_error where the
    /// page is too small for the panels.
    std::string encode(image_format format, double scale = 2) const { return drawn(format, scale).finish(); }
    /// The pixels of the PNG.
    raster pixels(double scale = 2) const { return drawn(image_format::png, scale).pixels(); }
    /// Writes name.png or name.svg. Throws file_error where that fails or the name ends otherwise.
    void save(const std::filesystem::path& path, double scale = 2) const {
        const std::string extension = path.extension().string();
        require<file_error>(extension == ".png" || extension == ".svg", path.string(),
                            ": a figure is a .png or .svg file");
        io::write_file(path, encode(extension == ".png" ? image_format::png : image_format::svg, scale));
    }

private:
    static constexpr double gap = 16;          // between panels
    static constexpr double least_side = 20;   // of the data area of a panel
    static constexpr double most_names = 0.4;  // of the room of a panel, which the names of categories may take

    struct placed_panel {
        std::size_t row, col;
        const panel* content;
        panel_layout layout;
    };
    /// Columns have one width, rows have their heights; before and after each column, above and below each row is the
    /// most that any of its panels needs.
    struct arrangement {
        std::vector<placed_panel> panels = {};
        std::vector<margins> around_cols = {}, around_rows = {};
        double width = 0;
        std::vector<double> heights = {};
    };

    std::size_t index(std::size_t row, std::size_t col) const {
        require(row < rows_ && col < cols_ && !panels_.empty(), "figure: no panel (", row, ", ", col, ") in ", rows_,
                " x ", cols_, panels_.empty() ? ", which was moved from" : "");
        return row * cols_ + col;
    }

    static text_style heading() { return {.size = 16, .horizontal = align::center, .vertical = baseline::top}; }
    std::vector<std::string> title_lines() const {
        return detail::wrapped(options_.title, heading(), options_.width - 2 * border);
    }
    double title_height() const {
        const auto lines = static_cast<double>(title_lines().size());
        return lines > 0 ? std::ceil(lines * heading().size * detail::line_spacing + 4) : 0;
    }

    /// The room that texts need depends on the size of the data areas and the reverse, so both are found in turn.
    arrangement arranged() const {
        arrangement a;
        a.width = 0.7 * options_.width / static_cast<double>(cols_);
        a.heights.assign(rows_, 0.75 * a.width);
        a.around_cols.assign(cols_, {});
        for (int round = 0; round < 4; ++round) {
            measure(a);
            double across = options_.width - 2 * border - gap * static_cast<double>(cols_ - 1);
            for (const margins& m : a.around_cols) across -= m.left + m.right;
            a.width = std::floor(across / static_cast<double>(cols_));
            double down = options_.height - 2 * border - title_height() - gap * static_cast<double>(rows_ - 1);
            for (const margins& m : a.around_rows) down -= m.top + m.bottom;
            a.heights.assign(rows_, options_.height > 0 ? std::floor(down / static_cast<double>(rows_)) : 0);
            if (options_.height <= 0) {
                for (const placed_panel& p : a.panels) {
                    const double aspect = p.content->aspect > 0 ? p.content->aspect : 0.75;
                    a.heights[p.row] = std::max({a.heights[p.row], std::round(aspect * a.width), least_side});
                }
            }
            for (const placed_panel& p : a.panels) {
                require(a.width >= least_side && a.heights[p.row] >= least_side, "figure: ", options_.width, " x ",
                        options_.height, " is too small for ", rows_, " x ", cols_, " panels");
            }
        }
        return a;
    }

    void measure(arrangement& a) const {
        std::vector<margins> cols(cols_), rows(rows_);
        a.panels.clear();
        for (std::size_t i = 0; i < panels_.size(); ++i) {
            const panel& p = panels_[i];
            const std::size_t row = i / cols_, col = i % cols_;
            if (p.marks.empty()) continue;
            const margins& m = a.around_cols[col];
            const double down = options_.height > 0 ? options_.height / static_cast<double>(rows_) : options_.width;
            const text_room room{.title = a.width + 2 * std::min(m.left, m.right) + gap,
                                 .names = most_names * options_.width / static_cast<double>(cols_),
                                 .turned = most_names * down};
            const box area = fitted({0, 0, a.width, a.heights[row]}, p.aspect);
            a.panels.push_back({row, col, &p, panel_layout(p, area.width, area.height, room)});
            const margins& needed = a.panels.back().layout.around();
            cols[col].left = std::max(cols[col].left, std::ceil(needed.left));
            cols[col].right = std::max(cols[col].right, std::ceil(needed.right));
            rows[row].top = std::max(rows[row].top, std::ceil(needed.top));
            rows[row].bottom = std::max(rows[row].bottom, std::ceil(needed.bottom));
        }
        a.around_cols = std::move(cols);
        a.around_rows = std::move(rows);
    }

    canvas drawn(image_format format, double scale) const {
        const arrangement a = arranged();
        std::vector<double> left(cols_), top(rows_);
        double x = border, y = border + title_height();
        for (std::size_t c = 0; c < cols_; ++c) {
            left[c] = x + a.around_cols[c].left;
            x = left[c] + a.width + a.around_cols[c].right + gap;
        }
        for (std::size_t r = 0; r < rows_; ++r) {
            top[r] = y + a.around_rows[r].top;
            y = top[r] + a.heights[r] + a.around_rows[r].bottom + gap;
        }
        canvas page(options_.width, options_.height > 0 ? options_.height : y - gap + border, format, scale);
        double baseline_y = border;
        for (const std::string& line : title_lines()) {
            page.text(line, {options_.width / 2, baseline_y}, heading());
            baseline_y += heading().size * detail::line_spacing;
        }
        for (const placed_panel& p : a.panels) {
            p.layout.draw(page, fitted({left[p.col], top[p.row], a.width, a.heights[p.row]}, p.content->aspect));
        }
        return page;
    }

    /// The largest box of that aspect inside another, in its middle.
    static box fitted(const box& b, double aspect) {
        if (aspect <= 0) return b;
        const double width = std::round(std::min(b.width, b.height / aspect)), height = std::round(width * aspect);
        return {std::floor(b.x + (b.width - width) / 2), std::floor(b.y + (b.height - height) / 2), width, height};
    }

    std::size_t rows_, cols_;
    figure_options options_;
    std::vector<panel> panels_;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
