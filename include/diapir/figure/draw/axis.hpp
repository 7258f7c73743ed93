// One axis of a panel: what it shows, from where to where.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

enum class axis_scale { linear, log };

/// One axis of a panel. What is not set follows from the data.
struct axis {
    std::string label = {};
    axis_scale scale = axis_scale::linear;     ///< to be set before anything is plotted
    std::optional<limits> range = {};          ///< instead of the extent of the data with a little room on both sides
    bool integer = false;                      ///< ticks at whole numbers only
    bool visible = true;                       ///< whether ticks and their texts are shown
    bool grid = true;                          ///< whether lines cross the panel at the ticks
    std::vector<std::string> categories = {};  ///< texts for the positions 0, 1, 2 ... instead of ticks
    std::optional<limits> data = {};  ///< smallest and largest position that the marks cover, once there are any
    bool tight_low = false, tight_high = false;  ///< no room beyond the data at that end

    /// Makes sure that a position is visible. Positions that are not finite, or on a logarithmic axis not positive
    /// normal numbers, are not.
    void include(double position) {
        if (!std::isfinite(position) || (scale == axis_scale::log && !(position >= least))) return;
        data =
            data ? limits{std::min(data->low, position), std::max(data->high, position)} : limits{position, position};
    }
    void include(const std::vector<double>& positions) {
        for (const double position : positions) include(position);
    }
    /// A position as the number that is linear along the axis.
    double linear(double position) const { return scale == axis_scale::log ? std::log10(position) : position; }

    /// The two ends of the axis: the range that was set, or the data with a little room. Ends that coincide but for
    /// rounding are moved apart. Throws argument_error where a range was set that the axis cannot show.
    limits ends() const {
        const bool log = scale == axis_scale::log;
        if (range) {
            require(std::isfinite(range->low) && std::isfinite(range->high) && range->low != range->high &&
                        (!log || std::min(range->low, range->high) >= least),
                    "axis '", label, "': cannot run from ", range->low, " to ", range->high);
            return log ? log_ends(*range, 0) : apart(*range);
        }
        if (!data) return log ? limits{1, 10} : limits{0, 1};
        require(!log || data->low >= least, "axis '", label,
                "': make it logarithmic before adding values that are not positive");
        const bool together = coincide(*data) || (log && coincide(decades(*data)));
        const limits wide = log ? log_ends(*data, 0.05) : together ? apart(*data) : with_room(*data, 0.05);
        const bool keeps_low = tight_low && !(together && coincide({data->low, wide.high}));
        return {keeps_low ? data->low : wide.low, tight_high && !together ? data->high : wide.high};
    }

private:
    static constexpr double least = std::numeric_limits<double>::min(), most = std::numeric_limits<double>::max();

    /// With that share of the span added on both sides, as far as there are numbers.
    static limits with_room(const limits& ends, double share) {
        const double span = ends.high - ends.low;
        const double room = std::isfinite(span) ? share * span : share * ends.high - share * ends.low;
        return {std::max(ends.low - room, -most), std::min(ends.high + room, most)};
    }
    static limits decades(const limits& ends) { return {std::log10(ends.low), std::log10(ends.high)}; }
    /// The same in decades; half a decade on both sides of ends that coincide.
    static limits log_ends(const limits& ends, double share) {
        const limits of = decades(ends);
        const bool together = coincide(ends) || coincide(of);
        if (!together && share == 0) return ends;
        const double half = of.low <= of.high ? 0.5 : -0.5;
        const limits wide = together ? limits{of.low - half, of.high + half} : with_room(of, share);
        return {std::clamp(std::pow(10.0, wide.low), least, most), std::clamp(std::pow(10.0, wide.high), least, most)};
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::figure
