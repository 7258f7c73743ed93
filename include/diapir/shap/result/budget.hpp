// How long an estimator that samples may go on.
#pragma once

#include <diapir/core/target.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::shap {

/// For each input. What is reached first ends the estimate; where nothing is set, the estimator's own number of
/// evaluations does. Results with the same seed are the same, but for those that `seconds` ended.
struct budget {
    std::size_t evaluations = 0;  ///< inputs given to the model: coalitions x background rows; 0: no limit
    double seconds = 0;           ///< 0: no limit
    double tolerance = 0;         ///< largest standard error of any player at any output; 0: none is small enough
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
