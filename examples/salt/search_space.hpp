// The settings that a search tries.
#pragma once

#include "settings.hpp"
#include <diapir/io/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace salt {

using diapir::io::json;

/// An option of the training and what it may be.
struct varied_option {
    std::string name;
    std::vector<json> values;  ///< some; or else a range
    double low = 0, high = 0;
    bool logarithmic = false, whole = false;

    /// The value at a share of the range, from 0 to 1 (exclusive), of which every whole number has a part.
    json at(double share) const {
        const double end = high + (whole ? 1 : 0);
        const double place = logarithmic ? low * std::pow(end / low, share) : low + (end - low) * share;
        return whole ? json(static_cast<std::size_t>(std::clamp(place, low, high))) : json(place);
    }
};

/// From texts such as "filters=8,16", "dropout=0..0.5" and "learning-rate=1e-4..1e-2"; a range of positive numbers of
/// which one is ten times the other or more is drawn by its logarithm. Throws diapir::argument_error for options that
/// the training does not have, and for what is no value of theirs.
std::vector<varied_option> search_space(const std::vector<std::string>& texts);

/// The values of trial number `trial` from 0, an object by name: drawn at random by the seed and the number alone.
json random_trial(const std::vector<varied_option>& space, std::uint64_t seed, std::size_t trial);
/// The same of a grid, and how many there are. Throws diapir::argument_error where an option has a range.
json grid_trial(const std::vector<varied_option>& space, std::size_t trial);
std::size_t grid_size(const std::vector<varied_option>& space);

/// Settings with the values of a trial.
settings with_values(settings s, const json& values);

/// How much of the differences between the results of trials goes with one option: the variance between the means of
/// its values, over that of all results; and how much it would be by chance. Ranges are divided in three.
struct option_effect {
    std::string name;
    double share, by_chance;
    json best;  ///< the value, or the third of a range, with the best mean
};

/// Of all options that were varied, the largest first. `trials` are their values, `results` what came of them, more
/// being better.
std::vector<option_effect> effects_of(const std::vector<varied_option>& space, const std::vector<json>& trials,
                                      const std::vector<double>& results);

}  // namespace salt
