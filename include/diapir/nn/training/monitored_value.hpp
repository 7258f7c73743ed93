// The value of a metric that a rule of training watches.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/nn/metrics/metric_values.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// The value of the metric that a rule monitors in an epoch, counted from 1. Where it has none, a warning is given and
/// kept, the first time.
inline double monitored_value(const char* rule, const std::string& monitor, const metric_values& metrics,
                              std::size_t epoch, std::vector<std::string>& warnings,
                              const std::function<void(const std::string&)>& warn) {
    const double value = metrics[monitor];
    if (!std::isnan(value)) return value;
    const std::string about = diapir::detail::concat("fit: ", rule, " monitors ", monitor, ", which");
    const auto same = [&](const std::string& text) { return text.compare(0, about.size(), about) == 0; };
    if (std::any_of(warnings.begin(), warnings.end(), same)) return value;
    warnings.push_back(
        diapir::detail::concat(about, " is NaN in epoch ", epoch, ": epochs without a value count for nothing"));
    if (warn) warn(warnings.back());
    return value;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
