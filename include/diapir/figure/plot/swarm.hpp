// Dots of a row moved apart: each stays at its position along the row and is moved across it, no further than needed,
// until it touches no other.
#pragma once

#include <diapir/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::figure {

struct swarm {
    std::vector<double> offsets = {};  ///< across the row, from its middle; 0 for positions that are not finite
    bool fits = true;                  ///< whether no two dots overlap
};

/// Dots of that radius at positions along a row, within `room` on both sides of its middle; all in one unit, such as
/// CSS pixels. From left to right, a dot takes the nearest free one of lanes half a radius apart, or where none is free
/// the one where it overlaps least. Throws argument_error unless the radius is positive and the room has at most 2^16
/// lanes on each side.
inline swarm swarmed(const std::vector<double>& positions, double radius, double room) {
    require(radius > 0, "swarmed: expected a positive radius, got ", radius);
    constexpr std::ptrdiff_t reach = 3;  // lanes further apart hold dots that cannot touch
    const double step = radius / 2;
    constexpr double most_lanes = 1 << 16;
    require(std::isfinite(radius) && room <= most_lanes * step, "swarmed: expected a room of at most ", most_lanes,
            " lanes half a radius apart, got ", room, " for a radius of ", radius);
    const auto outermost = static_cast<std::ptrdiff_t>(std::max(0.0, std::floor((room - radius) / step + 1e-9)));
    double least_distance[reach + 1];
    for (std::ptrdiff_t k = 0; k <= reach; ++k)
        least_distance[k] = std::sqrt(4 * radius * radius - step * step * static_cast<double>(k * k));

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < positions.size(); ++i)
        if (std::isfinite(positions[i])) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return positions[a] < positions[b]; });

    swarm s{std::vector<double>(positions.size(), 0.0)};
    // The position of the last dot in each lane, lane 0 being in the middle.
    std::vector<double> last(static_cast<std::size_t>(2 * (outermost + reach) + 1),
                             -std::numeric_limits<double>::infinity());
    const auto last_in = [&](std::ptrdiff_t lane) -> double& {
        return last[static_cast<std::size_t>(lane + outermost + reach)];
    };
    bool upwards = true;
    for (const std::size_t i : order) {
        const auto slack = [&](std::ptrdiff_t lane) {
            double least = std::numeric_limits<double>::infinity();
            for (std::ptrdiff_t k = -reach; k <= reach; ++k)
                least = std::min(least, positions[i] - last_in(lane + k) - least_distance[std::abs(k)]);
            return least;
        };
        std::ptrdiff_t best = 0;
        double best_slack = slack(0);
        for (std::ptrdiff_t away = 1; away <= outermost && best_slack < 0; ++away)
            for (const std::ptrdiff_t lane : {upwards ? -away : away, upwards ? away : -away})
                if (const double here = slack(lane); best_slack < 0 && here > best_slack)
                    best = lane, best_slack = here;
        s.fits = s.fits && best_slack >= 0;
        last_in(best) = positions[i];
        s.offsets[i] = step * static_cast<double>(best);
        upwards = !upwards;
    }
    return s;
}

}  // namespace diapir::inline DIAPIR_TARGET::figure
