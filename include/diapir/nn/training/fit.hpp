// Training a network in one call.
#pragma once

#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/trainer.hpp>

#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Trains the network on images and targets and returns the history; an empty validation set is left out. See
/// fit_options, and trainer for what it throws.
template <class T>
history fit(network<T>& net, const dataset<T>& train, const std::type_identity_t<dataset<T>>& valid,
            const fit_options& options) {
    trainer<T> t(net, train, valid, options);
    while (t.run_epoch()) {
    }
    return t.history();
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
