// Training a network in one call.
#pragma once

#include <diapir/nn/networks/network.hpp>
#include <diapir/nn/training/dataset.hpp>
#include <diapir/nn/training/fit_options.hpp>
#include <diapir/nn/training/history.hpp>
#include <diapir/nn/training/sample_source.hpp>
#include <diapir/nn/training/trainer.hpp>

#include <concepts>
#include <type_traits>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Trains the network on samples and targets and returns the history; an empty validation set, {}, is left out. See
/// fit_options, and trainer for what it throws.
template <class T, std::derived_from<sample_source<T>> Valid>
requires(!std::same_as<Valid, dataset<T>>) history
    fit(network<T>& net, const std::type_identity_t<sample_source<T>>& train, const Valid& valid,
        const fit_options& options) {
    trainer<T> t(net, train, static_cast<const sample_source<T>&>(valid), options);
    while (t.run_epoch()) {
    }
    return t.history();
}
/// The same with samples that lie in memory; what is written {...} is a data set.
template <class T, std::derived_from<sample_source<T>> Train>
requires(!std::same_as<Train, dataset<T>>) history
    fit(network<T>& net, const Train& train, const std::type_identity_t<dataset<T>>& valid,
        const fit_options& options) {
    return fit(net, train, static_cast<const sample_source<T>&>(valid), options);
}
template <class T>
history fit(network<T>& net, const std::type_identity_t<dataset<T>>& train,
            const std::type_identity_t<dataset<T>>& valid, const fit_options& options) {
    return fit(net, train, static_cast<const sample_source<T>&>(valid), options);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
