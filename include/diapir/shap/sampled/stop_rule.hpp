// When an estimator that samples stops: its evaluations or its seconds are spent, or its errors are small.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/progress.hpp>
#include <diapir/shap/result/budget.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::shap {

/// Answers "go on?" for one input.
class stop_rule {
public:
    /// `by_default` evaluations are the limit where the budget sets none at all. Throws argument_error for limits that
    /// are negative or NaN.
    stop_rule(const budget& b, std::size_t by_default)
        : budget_(b),
          most_(b.evaluations > 0                  ? b.evaluations
                : b.seconds > 0 || b.tolerance > 0 ? std::numeric_limits<std::size_t>::max()
                                                   : by_default) {
        require(b.seconds >= 0 && b.tolerance >= 0, "shap::budget: expected limits of at least 0, got ", b.seconds,
                " seconds and a tolerance of ", b.tolerance);
    }

    /// Whether a step of `next` further evaluations may be taken. `largest_standard_error` is infinite as long as there
    /// are too few samples to tell.
    bool go_on(std::size_t evaluations, std::size_t next,
               double largest_standard_error = std::numeric_limits<double>::infinity()) const {
        if (evaluations > most_ || next > most_ - evaluations) return false;
        if (budget_.seconds > 0 && clock_.seconds() >= budget_.seconds) return false;
        return !(budget_.tolerance > 0 && largest_standard_error <= budget_.tolerance);
    }
    /// The evaluations that will have been made in the end, as far as one can tell now: for progress reports.
    std::size_t expected(std::size_t evaluations,
                         double largest_standard_error = std::numeric_limits<double>::infinity()) const {
        double total = static_cast<double>(most_);
        const auto done = static_cast<double>(std::max<std::size_t>(evaluations, 1));
        if (budget_.seconds > 0) total = std::min(total, done * budget_.seconds / std::max(clock_.seconds(), 1e-9));
        if (budget_.tolerance > 0 && std::isfinite(largest_standard_error)) {
            const double ratio = largest_standard_error / budget_.tolerance;  // errors fall with the square root
            total = std::min(total, done * ratio * ratio);
        }
        total = std::clamp(total, done, std::max(done, 1e18));
        return std::max(evaluations, static_cast<std::size_t>(total));
    }
    /// The most evaluations that may be made.
    std::size_t most() const { return most_; }
    double seconds() const { return clock_.seconds(); }

private:
    budget budget_;
    std::size_t most_;
    stopwatch clock_;
};

}  // namespace diapir::inline DIAPIR_TARGET::shap
