// Histograms: counting into bins of equal width, and drawing the counts.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

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

namespace detail {

/// The width of each of so many bins.
inline double width_of_bins(const limits& range, std::size_t bins) {
    const auto count = static_cast<double>(bins);
    const double span = range.high - range.low;
    return std::isfinite(span) ? span / count : range.high / count - range.low / count;
}

/// The extent of the values; around values that are equal but for rounding, or too near one another for that many bins,
/// a width of 1 as in numpy.histogram, or where that is too narrow, a tenth of their magnitude on both sides.
inline limits range_of_bins(const limits& extent, std::size_t bins) {
    const auto wide_enough = [bins](const limits& range) {
        const double largest = std::max(std::abs(range.low), std::abs(range.high));
        return !coincide(range) && width_of_bins(range, bins) > 1e-15 * largest;  // a few roundings
    };
    if (wide_enough(extent)) return extent;
    const limits unit{extent.low - 0.5, extent.high + 0.5};
    return wide_enough(unit) ? unit : apart({extent.high, extent.high});
}

}  // namespace detail

/// Counts values into bins of equal width. A bin holds its lower edge, the last one both, as in numpy.histogram. Values
/// that are not finite or outside the range are not counted; values that are all equal but for rounding get bins of
/// total width 1 around them, or of a fifth of their magnitude where that is too little to be seen. Throws
/// argument_error without bins or where the range does not ascend or is too narrow for them.
template <number_range R>
histogram histogram_of(const R& values, const histogram_options& options = {}) {
    require(options.bins > 0 && options.bins <= 1 << 20, "histogram: expected 1 to 1048576 bins, got ", options.bins);
    const limits range = options.range ? *options.range : detail::range_of_bins(limits_of(values), options.bins);
    require(range.low < range.high && std::isfinite(range.low) && std::isfinite(range.high),
            "histogram: the range must ascend, got ", range.low, " to ", range.high);
    histogram h{{}, std::vector<double>(options.bins)};
    const double width = detail::width_of_bins(range, options.bins);
    h.edges.push_back(range.low);
    for (std::size_t i = 1; i < options.bins; ++i)  // halves: the span may be larger than any number
        h.edges.push_back(2 * (0.5 * range.low + static_cast<double>(i) * (0.5 * width)));
    h.edges.push_back(range.high);
    require(std::adjacent_find(h.edges.begin(), h.edges.end(), std::greater_equal<>()) == h.edges.end(),
            "histogram: a range from ", range.low, " to ", range.high, " is too narrow for ", options.bins, " bins");
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
    require(p.x.scale == axis_scale::linear || h.edges.front() > 0, "hist: a logarithmic axis does not have bins from ",
            h.edges.front());
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

}  // namespace diapir::inline DIAPIR_TARGET::figure
