// A learning rate that is small in the first steps, while an optimizer's means are of few gradients.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>
#include <diapir/nn/training/schedule.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn {

/// From the share `start` straight up to what the next schedule begins with (Goyal et al. 2017; PyTorch 1.13 LinearLR),
/// over a share of the training or over a number of steps. The next schedule, constant_rate where there is none, sees
/// the rest of the training as all of it: its progress begins at 0. Epochs and steps are the true ones.
struct warm_up {
    double share = 0.05;    ///< of the training
    std::size_t steps = 0;  ///< where not 0, in place of the share
    double start = 0.04;    ///< the share of the rate that the first step has
    schedule then = {};

    /// Throws argument_error unless the share is between 0 and 1 and the start in 0 ... 1, and where the next schedule
    /// does.
    double operator()(const training_position& at) const {
        require(share > 0 && share < 1, "warm_up: expected share between 0 and 1, got ", share);
        detail::check_share("warm_up", "start", start);
        training_position rest = at;
        rest.progress = 0;
        const double risen =
            steps > 0 ? static_cast<double>(at.step) / static_cast<double>(steps) : at.progress / share;
        if (risen < 1) return next(rest) * (start + (1 - start) * risen);
        const double over = steps > 0 ? share_of_steps(at) : share;
        if (over < 1) rest.progress = std::max(0.0, (at.progress - over) / (1 - over));
        return next(rest);
    }

private:
    double next(const training_position& at) const { return then ? then(at) : constant_rate{}(at); }
    double share_of_steps(const training_position& at) const {
        return static_cast<double>(steps) / (static_cast<double>(at.epochs) * static_cast<double>(at.steps_per_epoch));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
