// Small charts as SVG inside a page, whose colors are those of the page's theme: classes a, b, c, ... of its style.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace salt {

/// One axis. With categories these lie at 0, 1, 2, ..., and the limits are around them.
struct chart_axis {
    std::string label;
    double low = 0, high = 1;
    std::vector<std::string> categories = {};
};

class chart {
public:
    using points = std::vector<std::pair<double, double>>;

    /// `description` says in words what is seen, for those who cannot see it.
    chart(std::string description, chart_axis x, chart_axis y);

    /// Points joined by a line. Those that are not finite are gaps.
    chart& line(const std::string& style, const points& p);
    /// A dot for each of many points.
    chart& cloud(const std::string& style, const points& p);
    /// A larger dot; `words` are shown when it is pointed at.
    chart& dot(const std::string& style, double x, double y, const std::string& words);
    /// A bar from the bottom, or from zero, between two positions.
    chart& bar(const std::string& style, double left, double right, double y, const std::string& words);
    /// The interval of what is drawn at x.
    chart& interval(double x, double low, double high);
    /// A thin line through the chart, at x or at y, or from one corner to the other.
    chart& vertical(double x, const std::string& style = "guide");
    chart& horizontal(double y, const std::string& style = "guide");
    chart& diagonal();

    std::string svg() const;

private:
    double at_x(double x) const;
    double at_y(double y) const;
    std::string axes() const;
    std::string ticks_of_x() const;

    std::string description_, marks_;
    chart_axis x_, y_;
};

/// A legend: a list of styles and names.
std::string legend(const std::vector<std::pair<std::string, std::string>>& entries);

/// The class of series number `index`: a, b, c, ...
std::string series(std::size_t index);

}  // namespace salt
