// Amplitudes of one survey as those of another: a shift and a factor that take the percentiles of what is to be
// predicted to those that a network was trained on.
#pragma once

#include "preparation.hpp"

#include <string>
#include <vector>

namespace salt {

/// factor * amplitude + shift.
struct amplitude_map {
    double factor = 1, shift = 0;

    bool changes() const { return factor != 1 || shift != 0; }
    double operator()(double amplitude) const { return factor * amplitude + shift; }
};

/// From the amplitudes of a survey to those of training. `how` is scale; keep; or auto: scaled where the median or the
/// spread from 1 to 99 % is another one. Throws diapir::argument_error for other words.
amplitude_map map_amplitudes(const std::string& how, const amplitude_range& here, const amplitude_range& trained);

/// What of a survey lies outside of what was trained, after the map: a sentence each.
std::vector<std::string> foreign_amplitudes(const amplitude_map& map, const amplitude_range& here,
                                            const amplitude_range& trained);

/// In how many digits, `least` or more, amplitudes of that size show a thousandth of that range.
int digits_for(double size, double range, int least);

/// "1 % at -12, 50 % at 0, 99 % at 12".
std::string text_of(const amplitude_range& range);

}  // namespace salt
