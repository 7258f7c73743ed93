// Whether a metric should fall or rise.
#pragma once

#include <diapir/core/target.hpp>

#include <string_view>

namespace diapir::inline DIAPIR_TARGET::nn {

/// by_name stands for what direction_of makes of the metric's name.
enum class direction { by_name, down, up };

/// The direction of a metric by its name: losses and errors fall, everything else rises.
inline direction direction_of(std::string_view metric, direction wanted = direction::by_name) {
    if (wanted != direction::by_name) return wanted;
    for (const std::string_view falling : {"loss", "fp", "fn", "error", "mse", "mae"})
        if (metric.size() >= falling.size() && metric.substr(metric.size() - falling.size()) == falling)
            return direction::down;
    return direction::up;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
