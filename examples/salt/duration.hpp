// Times as people write them.
#pragma once

#include <diapir/core/error.hpp>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace salt {

/// The seconds of "90", "90s", "15m" or "1.5h". Throws diapir::argument_error for anything else.
inline double seconds_of(const std::string& text) {
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const std::string unit = text.substr(static_cast<std::size_t>(end - text.c_str()));
    const double seconds = unit == "h" ? 3600 * number : unit == "m" ? 60 * number : number;
    diapir::require(end != text.c_str() && std::isfinite(seconds) && seconds > 0 &&
                        (unit.empty() || unit == "s" || unit == "m" || unit == "h"),
                    "expected a time such as 90s, 15m or 1.5h, got ", text);
    return seconds;
}

}  // namespace salt
