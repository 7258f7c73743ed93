// A report as one HTML file that needs nothing else: texts, tables and figures, without scripts or outside resources,
// for the screen of a desk or a phone and for paper.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/draw/markup.hpp>
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/io/atomic_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

/// Content is added in the order in which it is read. All texts are plain: what means something in HTML is escaped,
/// and what no text may hold is replaced.
class html_report {
public:
    /// `language` is that of the texts, as in BCP 47.
    explicit html_report(std::string title, std::string language = "en")
        : title_(std::move(title)), language_(std::move(language)) {}

    /// Begins a section, which the contents at the top of the page list.
    html_report& section(const std::string& heading) {
        sections_.push_back(heading);
        body_ += "<h2 id=\"section-" + number_text(sections_.size()) + "\">" + escaped(heading) + "</h2>\n";
        return *this;
    }
    html_report& paragraph(const std::string& text) {
        body_ += "<p>" + escaped(text) + "</p>\n";
        return *this;
    }
    /// A table; what reads as numbers, "undefined" included, is set flush right. Throws argument_error where a row is
    /// not as long as the header.
    html_report& table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                       const std::string& caption = {}) {
        for (const auto& row : rows) {
            require(row.size() == header.size(), "html_report: table: expected rows of ", header.size(),
                    " cells, got one of ", row.size());
        }
        body_ += "<div class=\"wide\"><table>\n";
        if (!caption.empty()) body_ += "<caption>" + escaped(caption) + "</caption>\n";
        body_ += "<thead><tr>";
        for (std::size_t col = 0; col < header.size(); ++col) {
            const bool numbers =
                std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return is_number(row.at(col)); });
            body_ += (numbers ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">") + escaped(header[col]) +
                     "</th>";
        }
        body_ += "</tr></thead>\n<tbody>\n";
        for (const auto& row : rows) {
            body_ += "<tr>";
            for (const std::string& cell : row)
                body_ += (is_number(cell) ? "<td class=\"number\">" : "<td>") + escaped(cell) + "</td>";
            body_ += "</tr>\n";
        }
        body_ += "</tbody></table></div>\n";
        return *this;
    }
    /// A figure; `alternative` says in words what it shows, for readers who cannot see it.
    html_report& add(const figure& fig, const std::string& alternative, const std::string& caption = {}) {
        return image(fig.encode(image_format::png), alternative, caption);
    }
    /// The bytes of a PNG file with two pixels to a CSS pixel.
    html_report& image(std::string_view png, const std::string& alternative, const std::string& caption = {}) {
        require(png.size() > 24 && png.substr(1, 3) == "PNG", "html_report: image: expected the bytes of a PNG file");
        const auto extent = [&](std::size_t at) {
            std::size_t pixels = 0;
            for (std::size_t i = 0; i < 4; ++i) pixels = pixels << 8 | static_cast<unsigned char>(png[at + i]);
            return number_text((pixels + 1) / 2);
        };
        body_ += "<figure><div class=\"wide\" style=\"--width:" + extent(16) +
                 "px\"><img src=\"data:image/png;base64," + base64(png) + "\" width=\"" + extent(16) + "\" height=\"" +
                 extent(20) + "\" alt=\"" + escaped(alternative) + "\"></div>";
        if (!caption.empty()) body_ += "<figcaption>" + escaped(caption) + "</figcaption>";
        body_ += "</figure>\n";
        return *this;
    }

    /// The whole page.
    std::string str() const {
        std::string page = "<!DOCTYPE html>\n<html lang=\"" + escaped(language_) +
                           "\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
                           escaped(title_) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<main>\n<h1>" +
                           escaped(title_) + "</h1>\n";
        if (sections_.size() > 1) {
            page += "<nav aria-label=\"Contents\"><ol>\n";
            for (std::size_t i = 0; i < sections_.size(); ++i) {
                page += "<li><a href=\"#section-" + number_text(i + 1) + "\">" + escaped(sections_[i]) + "</a></li>\n";
            }
            page += "</ol></nav>\n";
        }
        return page + body_ + "</main>\n</body>\n</html>\n";
    }

    /// Throws file_error when the file cannot be written; an old one is then untouched.
    void save(const std::filesystem::path& path) const { io::write_file(path, str()); }

private:
    static bool is_number(const std::string& cell) {
        return cell == number_text(std::numeric_limits<double>::quiet_NaN()) ||
               (cell.find_first_of("0123456789") != std::string::npos &&
                cell.find_first_not_of("0123456789.,+-eE% \u2212\u00b1") == std::string::npos);
    }

    static constexpr const char* style = R"(
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #222; font: 16px/1.55 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid #ddd; break-after: avoid; }
p { max-width: 44rem; overflow-wrap: anywhere; }
a { color: #0060a0; }
nav ol { margin: 0; padding-left: 1.5rem; }
figure { margin: 1.5rem 0; break-inside: avoid; }
img { display: block; max-width: 100%; min-width: min(var(--width), 40rem); height: auto; }
figcaption, caption { color: #555; font-size: .9rem; text-align: left; padding: .4rem 0; max-width: 44rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; }
th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid #e3e3e3; text-align: left; vertical-align: top; }
thead th { border-bottom: 1px solid #888; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr { break-inside: avoid; }
@media print { main { max-width: none; padding: 0; } nav { display: none; } img { min-width: 0; } body { font-size: 10.5pt; } }
)";

    std::string title_, language_, body_;
    std::vector<std::string> sections_;
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
