// How an explainer may work, and on what scale and for which outputs.
#pragma once

#include <diapir/core/progress.hpp>
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/result/link.hpp>

#include <cstddef>

namespace diapir::shap {

struct options {
    std::size_t memory = std::size_t{256} << 20;  ///< bytes for batches of inputs and outputs; results come on top
    progress_callback progress = {};              ///< called now and then; returning false ends with a cancelled error
    shap::link link = shap::link::identity;       ///< the scale on which contributions add up
    output_rule outputs = shap::outputs::all();   ///< what of the model's output is explained
};

}  // namespace diapir::shap
