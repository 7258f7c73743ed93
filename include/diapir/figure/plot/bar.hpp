// Bars in a panel: one value for each name.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/figure/draw/limits.hpp>
#include <diapir/figure/draw/panel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct bar_options {
    bool horizontal = false;          ///< the names on the y axis, the first one on top
    std::vector<double> errors = {};  ///< half lengths of error bars; none where empty
    std::optional<rgb> color = {};    ///< the next of the palette where not set
};

/// A bar from zero to each value; values and errors that are not finite are left out. Throws argument_error where the
/// numbers of names, values and errors differ or are zero, or the axis of the values is logarithmic.
template <number_range R>
void bar(panel& p, const std::vector<std::string>& names, const R& values, const bar_options& options = {}) {
    std::vector<double> lengths = numbers(values);
    require(!names.empty(), "bar: expected at least one name");
    require(names.size() == lengths.size(), "bar: ", names.size(), " names, but ", lengths.size(), " values");
    std::vector<double> errors = options.errors;
    require(errors.empty() || errors.size() == lengths.size(), "bar: ", lengths.size(), " values, but ", errors.size(),
            " errors");
    errors.resize(lengths.size(), 0.0);

    const bool flat = options.horizontal;
    axis& place = flat ? p.y : p.x;
    axis& length = flat ? p.x : p.y;
    require(length.scale == axis_scale::linear, "bar: bars begin at zero, which a logarithmic axis does not have");
    const double last = static_cast<double>(names.size()) - 0.5;
    place.categories = names;
    place.range = flat ? limits{last, -0.5} : limits{-0.5, last};
    place.grid = false;
    length.include(0);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        length.include(lengths[i]);
        length.include(lengths[i] - errors[i]);
        length.include(lengths[i] + errors[i]);
    }
    length.tight_low = length.data->low == 0;
    length.tight_high = length.data->high == 0 && length.data->low < 0;
    p.marks.push_back([lengths = std::move(lengths), errors = std::move(errors), flat,
                       color = p.next_color(options.color)](canvas& page, const frame& f) {
        const auto at = [&](double along, double across) { return flat ? f.at(across, along) : f.at(along, across); };
        for (std::size_t i = 0; i < lengths.size(); ++i) {
            if (!std::isfinite(lengths[i])) continue;
            const double middle = static_cast<double>(i);
            const point a = at(middle - 0.35, 0), b = at(middle + 0.35, lengths[i]);
            page.rectangle({std::min(a.x, b.x), std::min(a.y, b.y), std::abs(b.x - a.x), std::abs(b.y - a.y)},
                           fill{color});
            const double low = lengths[i] - errors[i], high = lengths[i] + errors[i];
            if (errors[i] > 0 && std::isfinite(low) && std::isfinite(high))
                page.line(at(middle, low), at(middle, high), pen{ink, 1.5});
        }
        page.line(at(-0.5, 0), at(static_cast<double>(lengths.size()) - 0.5, 0), pen{axis_ink, 1});
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
