// Histograms: counting into bins of equal width, and drawing the counts.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace diapir::figure {

/// Bars of a histogram: heights[i] belongs to edges[i] to edges[i + 1].
struct histogram {
    std::vector<double> edges = {};
    std::vector<double> heights = {};
};

struct histogram_options {
    std::size_t bins = 10;
    std::optional<limits> range = {};  ///< of the values counted; their extent where not set
    bool probability = true;           ///< heights are shares of the values counted, else their number
    std::optional<rgb> color = {};     ///< the next of the palette where not set
};

/// Counts values into bins of equal width. A bin holds its lower edge, the last one both, as in numpy.histogram. Values
/// that are not finite or outside the range are not counted; values that are all equal get bins of total width 1 around
/// them. Throws argument_error without bins or where the range does not ascend.
template <number_range R>
histogram histogram_of(const R& values, const histogram_options& options = {}) {
    limits range = options.range.value_or(limits_of(values));
    if (!options.range && range.low == range.high) range = {range.low - 0.5, range.high + 0.5};
    require(options.bins > 0, "histogram: expected at least one bin");
    require(range.low < range.high, "histogram: the range must ascend, got ", range.low, " to ", range.high);
    histogram h;
    h.heights.resize(options.bins);
    const double width = (range.high - range.low) / static_cast<double>(options.bins);
    for (std::size_t i = 0; i < options.bins; ++i) h.edges.push_back(range.low + static_cast<double>(i) * width);
    h.edges.push_back(range.high);
    double counted = 0;
    for (const auto& v : values) {
        const double x = static_cast<double>(v);
        if (!(x >= range.low && x <= range.high)) continue;
        const auto above = std::upper_bound(h.edges.begin() + 1, h.edges.end() - 1, x);
        ++h.heights[static_cast<std::size_t>(above - h.edges.begin() - 1)];
        ++counted;
    }
    if (options.probability && counted > 0) {
        for (double& height : h.heights) height /= counted;
    }
    return h;
}

/// A histogram of the values. Throws as histogram_of does.
template <number_range R>
void hist(panel& p, const R& values, const histogram_options& options = {}) {
    histogram h = histogram_of(values, options);
    p.x.include(h.edges);
    p.y.include(0);
    p.y.include(h.heights);
    p.y.tight_low = p.y.scale == axis_scale::linear;
    p.x.grid = false;
    if (p.y.label.empty()) p.y.label = options.probability ? "Probability" : "Count";
    p.marks.push_back([h = std::move(h), color = p.next_color(options.color)](canvas& page, const frame& f) {
        for (std::size_t i = 0; i < h.heights.size(); ++i) {
            if (h.heights[i] == 0) continue;
            const double bottom =
                std::min(f.y(0), f.area().bottom());  // zero is infinitely far down a logarithmic axis
            const point low{f.x(h.edges[i]), bottom}, high = f.at(h.edges[i + 1], h.heights[i]);
            const box bin{low.x, high.y, high.x - low.x, low.y - high.y};
            page.rectangle(bin, fill{detail::mix(color, white, 0.25)});
            page.rectangle(bin, pen{white, 1});
        }
    });
}

}  // namespace diapir::figure
