#include "chart.hpp"

#include "html.hpp"
#include <diapir/figure/draw/number_text.hpp>
#include <diapir/figure/draw/ticks.hpp>

#include <algorithm>
#include <cmath>

namespace salt {

using diapir::figure::number_text;

namespace {

// In the units of the drawing, which are pixels on a wide screen.
constexpr double width = 400, height = 260, left = 58, right = 12, top = 10, bottom = 44;

std::string length(double value) {
    const double tenths = std::round(10 * value) / 10;
    return std::abs(tenths) < 1e4 ? diapir::figure::number_text(tenths, 5) : "0";
}

/// Numbers of SVG have an ordinary minus sign.
std::string plain(std::string text) {
    const std::string minus = "\u2212";
    for (std::size_t at; (at = text.find(minus)) != std::string::npos;) text.replace(at, minus.size(), "-");
    return text;
}

std::string number(double value) {
    return plain(length(value));
}

std::string text_at(double x, double y, const std::string& words, const std::string& attributes) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" " + attributes + ">" + html::escaped(words) +
           "</text>";
}

std::string segment(double x1, double y1, double x2, double y2, const std::string& style) {
    return "<path class=\"" + style + "\" d=\"M" + number(x1) + ' ' + number(y1) + 'L' + number(x2) + ' ' + number(y2) +
           "\"/>";
}

chart_axis widened(chart_axis a) {
    if (!a.categories.empty()) {
        a.low = -0.5;
        a.high = static_cast<double>(a.categories.size()) - 0.5;
    } else if (!(a.low < a.high)) {
        const double middle = std::isfinite(a.low) ? a.low : 0;
        a.low = middle - 0.5;
        a.high = middle + 0.5;
    }
    return a;
}

}  // namespace

chart::chart(std::string description, chart_axis x, chart_axis y)
    : description_(std::move(description)), x_(widened(std::move(x))), y_(widened(std::move(y))) {}

double chart::at_x(double x) const {
    return left + (width - left - right) * (x - x_.low) / (x_.high - x_.low);
}
double chart::at_y(double y) const {
    return top + (height - top - bottom) * (1 - (std::clamp(y, y_.low, y_.high) - y_.low) / (y_.high - y_.low));
}

chart& chart::line(const std::string& style, const points& p) {
    std::string path;
    bool down = false;
    for (const auto& [x, y] : p) {
        const bool there = std::isfinite(x) && std::isfinite(y);
        if (there) path += (down ? 'L' : 'M') + number(at_x(x)) + ' ' + number(at_y(y));
        down = there;
    }
    marks_ += "<path class=\"line " + style + "\" d=\"" + path + "\"/>\n";
    return *this;
}

chart& chart::cloud(const std::string& style, const points& p) {
    std::string path;
    for (const auto& [x, y] : p)
        if (std::isfinite(x) && std::isfinite(y)) path += 'M' + number(at_x(x)) + ' ' + number(at_y(y)) + "h0";
    marks_ += "<path class=\"cloud " + style + "\" d=\"" + path + "\"/>\n";
    return *this;
}

chart& chart::dot(const std::string& style, double x, double y, const std::string& words) {
    if (std::isfinite(x) && std::isfinite(y))
        marks_ += "<circle class=\"" + style + "\" cx=\"" + number(at_x(x)) + "\" cy=\"" + number(at_y(y)) +
                  "\" r=\"4\">" + html::element("title", words) + "</circle>\n";
    return *this;
}

chart& chart::bar(const std::string& style, double from, double to, double y, const std::string& words) {
    if (!std::isfinite(y)) return *this;
    const double zero = at_y(std::clamp(0.0, y_.low, y_.high)), end = at_y(y);
    marks_ += "<rect class=\"bar " + style + "\" x=\"" + number(at_x(from)) + "\" y=\"" + number(std::min(zero, end)) +
              "\" width=\"" + number(at_x(to) - at_x(from)) + "\" height=\"" +
              number(std::max(0.5, std::abs(end - zero))) + "\">" + html::element("title", words) + "</rect>\n";
    return *this;
}

chart& chart::interval(double x, double low, double high) {
    if (std::isfinite(low) && std::isfinite(high))
        marks_ += segment(at_x(x), at_y(low), at_x(x), at_y(high), "interval") + '\n';
    return *this;
}

chart& chart::vertical(double x, const std::string& style) {
    marks_ += segment(at_x(x), top, at_x(x), height - bottom, style) + '\n';
    return *this;
}
chart& chart::horizontal(double y, const std::string& style) {
    marks_ += segment(left, at_y(y), width - right, at_y(y), style) + '\n';
    return *this;
}
chart& chart::diagonal() {
    marks_ += segment(left, height - bottom, width - right, top, "guide") + '\n';
    return *this;
}

std::string chart::ticks_of_x() const {
    std::string out;
    if (!x_.categories.empty()) {
        for (std::size_t i = 0; i < x_.categories.size(); ++i)
            out +=
                text_at(at_x(static_cast<double>(i)), height - bottom + 16, x_.categories[i], "text-anchor=\"middle\"");
        return out;
    }
    const auto ticks = diapir::figure::linear_ticks({x_.low, x_.high}, 6);
    for (std::size_t i = 0; i < ticks.at.size(); ++i)
        out += text_at(at_x(ticks.at[i]), height - bottom + 16, ticks.labels[i], "text-anchor=\"middle\"");
    return out;
}

std::string chart::axes() const {
    std::string out;
    const auto ticks = diapir::figure::linear_ticks({y_.low, y_.high}, 6);
    for (std::size_t i = 0; i < ticks.at.size(); ++i) {
        const double y = at_y(ticks.at[i]);
        out += segment(left, y, width - right, y, "grid") +
               text_at(left - 7, y + 4, ticks.labels[i], "text-anchor=\"end\"");
    }
    out += ticks_of_x() + '\n';
    out += text_at((left + width - right) / 2, height - 6, x_.label, "class=\"label\" text-anchor=\"middle\"");
    const std::string middle = number((top + height - bottom) / 2);
    out += "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(13 " + middle + ") rotate(-90)\">" +
           html::escaped(y_.label) + "</text>\n";
    return out;
}

std::string chart::svg() const {
    return "<svg class=\"chart\" viewBox=\"0 0 400 260\" role=\"img\" aria-label=\"" + html::escaped(description_) +
           "\">\n" + axes() + marks_ + "</svg>\n";
}

std::string legend(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::string out = "<ul class=\"legend\">";
    for (const auto& [style, name] : entries)
        out += "<li><span class=\"swatch " + style + "\"></span>" + html::escaped(name) + "</li>";
    return out + "</ul>\n";
}

std::string series(std::size_t index) {
    return std::string(1, static_cast<char>('a' + index % 6));
}

}  // namespace salt
