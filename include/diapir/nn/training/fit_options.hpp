// How a network is to be trained.
#pragma once

#include <diapir/nn/losses/any_loss.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/optimizers/optimizer.hpp>
#include <diapir/nn/training/early_stopping.hpp>
#include <diapir/nn/training/reduce_on_plateau.hpp>
#include <diapir/nn/training/training_callback.hpp>

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
    any_loss loss = binary_crossentropy{};
    std::optional<early_stopping> stop = {};
    std::optional<reduce_on_plateau> reduce = {};
    /// The learning rate of an epoch (from 0), given that of the one before.
    std::function<double(std::size_t epoch, double rate)> schedule = {};
    bool shuffle = true;      ///< puts the samples in a new order in every epoch
    std::uint64_t seed = 42;  ///< of the order and of dropout
    std::vector<training_callback> callbacks = {};
    /// Told what is odd, such as a monitored metric that has no value; the history has it too.
    std::function<void(const std::string&)> warn = print_warning;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
