// What every explainer may be told: who plays, what is explained, and how the work is done. What only one estimator
// has is told beside it.
#pragma once

#include <diapir/core/progress.hpp>
#include <diapir/shap/game/outputs.hpp>
#include <diapir/shap/players/players.hpp>
#include <diapir/shap/result/budget.hpp>
#include <diapir/shap/result/link.hpp>

#include <cstddef>
#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::shap {

/// What is tried out on a model before it is explained.
struct checks {
    bool repeatable = true;   ///< the first input is evaluated twice; off for models that answer at random
    double tolerance = 1e-4;  ///< by which the answers may differ, as a part of the largest output: what rounding makes
                              ///< of batches of different sizes in single precision
};

struct options {
    player_rule players = shap::players::elements();  ///< who plays, of inputs; other games have players of their own
    output_rule outputs = shap::outputs::all();       ///< what of the model's output is explained
    shap::link link = shap::link::identity;           ///< the scale on which contributions add up
    shap::budget budget = {};                         ///< how long estimators that sample go on
    std::uint64_t seed = 0;                           ///< of everything that is drawn
    std::size_t memory = std::size_t{256} << 20;      ///< bytes for batches of inputs and outputs; results come on top
    std::size_t batch = 0;            ///< inputs in every model call, for models of a fixed batch; 0: what memory holds
    progress_callback progress = {};  ///< called now and then; returning false ends with a cancelled error
    shap::checks checks = {};
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
