// What a set of metrics must offer that runs over the batches of an epoch.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/metrics/metric_values.hpp>

#include <concepts>
#include <optional>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Takes truth and prediction of some samples after the other, as batches or as arrays {n, ...}, with their mean loss
/// or without one, and tells the metrics of all that it has seen since the last reset.
template <class M>
concept metric_accumulator = std::copy_constructible<M> &&
    requires(M& metrics, const M& fixed, const tensor<float>& f, const tensor<double>& d, const array<float>& af,
             const array<double>& ad, std::optional<double> loss) {
    metrics.update(f, f, loss);
    metrics.update(d, d, loss);
    metrics.update(af, af, loss);
    metrics.update(ad, ad, loss);
    { fixed.result() } -> std::same_as<metric_values>;
    metrics.reset();
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
