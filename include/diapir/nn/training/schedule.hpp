// How the learning rate changes while a network is trained: functions of how far training has come.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET::nn {

/// How far training has come, before a step.
struct training_position {
    std::size_t epoch = 0, epochs = 1;  ///< the number of the epoch, from 0
    std::size_t step = 0;               ///< the number of the step over all epochs, from 0
    std::size_t steps_per_epoch = 1;
    /// The share of the training that is done, in [0, 1): by steps, or by time where training has a time budget.
    double progress = 0;
    double rate = 0;  ///< the optimizer's learning rate, as plateaus have lowered it
};

/// The learning rate of the step that comes next.
using schedule = std::function<double(const training_position&)>;

namespace detail {

/// Throws argument_error, in the name of a schedule, unless an option is in 0 ... 1.
inline void check_share(const char* name, const char* option, double value) {
    require(value >= 0 && value <= 1, name, ": expected ", option, " in 0 ... 1, got ", value);
}
/// Half a wave from `from` to `to`, for a share t of the way.
inline double half_wave(double from, double to, double t) {
    return to + (from - to) * (1 + std::cos(std::numbers::pi * t)) / 2;
}

}  // namespace detail

/// The optimizer's learning rate.
struct constant_rate {
    double operator()(const training_position& at) const { return at.rate; }
};

/// Multiplied by `factor` after every `epochs` epochs (PyTorch 1.13 StepLR).
struct step_decay {
    std::size_t epochs = 10;
    double factor = 0.1;

    /// Throws argument_error unless epochs are at least 1 and the factor is in 0 ... 1.
    double operator()(const training_position& at) const {
        require(epochs > 0, "step_decay: expected epochs at least 1, got 0");
        detail::check_share("step_decay", "factor", factor);
        return at.rate * std::pow(factor, static_cast<double>(at.epoch / epochs));
    }
};

/// Falls step by step, in `epochs` epochs by `factor` (Keras 2.8 ExponentialDecay; PyTorch 1.13 ExponentialLR at the
/// begin of every epoch).
struct exponential_decay {
    double epochs = 1, factor = 0.95;

    /// Throws argument_error unless epochs are positive and the factor is in 0 ... 1.
    double operator()(const training_position& at) const {
        require(epochs > 0 && std::isfinite(epochs), "exponential_decay: expected epochs above 0, got ", epochs);
        detail::check_share("exponential_decay", "factor", factor);
        const double done = static_cast<double>(at.step) / static_cast<double>(at.steps_per_epoch);
        return at.rate * std::pow(factor, done / epochs);
    }
};

/// Falls to the share `floor` of the rate as (1 - progress)^power (PyTorch 1.13 PolynomialLR); straight with power 1.
struct polynomial_decay {
    double power = 1, floor = 0;

    /// Throws argument_error unless the power is positive and the floor in 0 ... 1.
    double operator()(const training_position& at) const {
        require(power > 0 && std::isfinite(power), "polynomial_decay: expected power above 0, got ", power);
        detail::check_share("polynomial_decay", "floor", floor);
        return at.rate * (floor + (1 - floor) * std::pow(1 - at.progress, power));
    }
};

/// Falls to the share `floor` of the rate as half a wave of the cosine, `cycles` times, each time from the top
/// (Loshchilov and Hutter 2017; PyTorch 1.13 CosineAnnealingLR and CosineAnnealingWarmRestarts).
struct cosine {
    double floor = 0;
    std::size_t cycles = 1;

    /// Throws argument_error unless the floor is in 0 ... 1 and there is a cycle.
    double operator()(const training_position& at) const {
        detail::check_share("cosine", "floor", floor);
        require(cycles > 0, "cosine: expected cycles at least 1, got 0");
        const double all = static_cast<double>(cycles), cycle = at.progress * all;
        // The progress of a restart may be rounded, and that of the end is below 1.
        const double begun = std::min(std::floor(cycle + 1e-9), all - 1);
        return at.rate * detail::half_wave(1, floor, cycle - begun);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
