// How a network is to be trained.
#pragma once

#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/optimizers/adam.hpp>
#include <diapir/nn/optimizers/clip.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/averaging.hpp>
#include <diapir/nn/training/early_stopping.hpp>
#include <diapir/nn/training/reduce_on_plateau.hpp>
#include <diapir/nn/training/sample_change.hpp>
#include <diapir/nn/training/schedule.hpp>
#include <diapir/nn/training/task.hpp>
#include <diapir/nn/training/tasks.hpp>
#include <diapir/nn/training/training_callback.hpp>
#include <diapir/nn/training/training_ranks.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Writes a line to the standard error stream.
inline void print_warning(const std::string& text) {
    std::fprintf(stderr, "warning: %s\n", text.c_str());
}

struct fit_options {
    std::size_t epochs = 1, batch = 32;
    nn::optimizer optimizer = adam{};
    any_task task = binary_segmentation{};
    std::optional<any_loss> loss = {};  ///< by default that of the task
    std::optional<early_stopping> stop = {};
    std::optional<reduce_on_plateau> reduce = {};
    nn::schedule schedule = {};  ///< by default the optimizer's learning rate
    gradient_clip clip = {};
    std::optional<averaging> average = {};
    sample_change change = {};        ///< made to every training sample anew in every epoch
    std::optional<double> time = {};  ///< seconds after which training ends, in the middle of an epoch if need be
    bool shuffle = true;              ///< puts the samples in a new order in every epoch
    std::uint64_t seed = 42;          ///< of the order, of changes and of dropout
    std::size_t part = 0;             ///< samples of a batch that go through the network together, see step_options
    /// Programs that train together, each with some parts of every batch; all call fit with the same samples and
    /// options, callbacks apart. The bits of what comes out do not depend on their number. Time is that of rank 0, and
    /// callbacks see the inputs of their own rank's samples only.
    training_ranks ranks = {};
    std::vector<training_callback> callbacks = {};
    /// Told what is odd, such as a monitored metric that has no value; the history has it too.
    std::function<void(const std::string&)> warn = print_warning;

    any_loss chosen_loss() const { return loss ? *loss : task.loss(); }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
