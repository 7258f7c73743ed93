// Link functions: the scale on which contributions add up. With the logit link they are in log-odds, as those of shap's
// KernelExplainer(link="logit").
#pragma once

#include <diapir/core/target.hpp>

#include <algorithm>
#include <cmath>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Applied to the value of a coalition (after averaging over the background), to base values and predictions.
enum class link { identity, logit };

/// The value on the scale of a link; for logit log(p / (1 - p)) with p clipped to [1e-15, 1 - 1e-15] (shap 0.47).
inline double apply(link l, double value) {
    if (l == link::identity) return value;
    const double p = std::clamp(value, 1e-15, 1 - 1e-15);
    return std::log(p / (1 - p));
}

}  // namespace diapir::inline DIAPIR_TARGET::shap
