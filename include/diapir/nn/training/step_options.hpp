// How one step of training is made.
#pragma once

#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/optimizers/clip.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace diapir::inline DIAPIR_TARGET::nn {

struct step_options {
    any_loss loss;
    nn::optimizer optimizer;
    gradient_clip clip = {};
    std::uint64_t seed = 42;          ///< of dropout
    std::optional<double> rate = {};  ///< learning rate; by default that of the training state
    /// Samples of a batch that go through the network together, and that threads and ranks are given. 0 is as many as
    /// memory allows, up to 32, or all where a layer looks at all samples, as batch normalization does; with a number
    /// such layers look at those of a part (Hoffer et al. 2017, "Train longer, generalize better", ghost batches).
    std::size_t part = 0;
    training_ranks ranks = {};  ///< that train together, each with some parts of every batch
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
