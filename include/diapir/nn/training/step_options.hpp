// How one step of training is made.
#pragma once

#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/optimizers/clip.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>

#include <cstdint>
#include <optional>

namespace diapir::inline DIAPIR_TARGET::nn {

struct step_options {
    any_loss loss;
    nn::optimizer optimizer;
    gradient_clip clip = {};
    std::uint64_t seed = 42;          ///< of dropout
    std::optional<double> rate = {};  ///< learning rate; by default that of the training state
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
