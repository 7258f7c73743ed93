// Training a network in one call.
#pragma once

#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/trainable.hpp>
#include <diapir/nn/training/trainer.hpp>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Trains the network on images and targets and returns the history; an empty validation set is left out. See
/// fit_options, and trainer for what it throws.
template <trainable Net>
history fit(Net& net, const dataset<typename Net::value_type>& train, const dataset<typename Net::value_type>& valid,
            const fit_options& options) {
    trainer<Net> t(net, train, valid, options);
    while (t.run_epoch()) {
    }
    return t.history();
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
