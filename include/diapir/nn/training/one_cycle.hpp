// One rise and one fall of the learning rate over the whole training, which allows for a high one in between.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/target.hpp>
#include <diapir/nn/training/schedule.hpp>

namespace diapir::inline DIAPIR_TARGET::nn {

/// From the share `start` of the rate up to all of it when the share `peak` of the training is done, and down to the
/// share `floor`, each as half a wave of the cosine (Smith and Topin 2018). The waves are those of PyTorch 1.13's
/// OneCycleLR, which however is at the peak a step earlier and takes the last step at the floor itself, so that the
/// rates of n steps differ by up to about 5 / n of the highest. It counts the floor from the start: its
/// final_div_factor of 1e4 is .floor = 4e-6.
struct one_cycle {
    double peak = 0.3, start = 1.0 / 25, floor = 1e-4;

    /// Throws argument_error unless the peak is between 0 and 1 and the shares are in 0 ... 1.
    double operator()(const training_position& at) const {
        require(peak > 0 && peak < 1, "one_cycle: expected peak between 0 and 1, got ", peak);
        detail::check_share("one_cycle", "start", start);
        detail::check_share("one_cycle", "floor", floor);
        return at.rate * (at.progress < peak ? detail::half_wave(start, 1, at.progress / peak)
                                             : detail::half_wave(1, floor, (at.progress - peak) / (1 - peak)));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
