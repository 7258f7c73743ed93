// The mean absolute error of a regression, whose predictions are the logits themselves.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// |z - y|, the mean over samples, pixels and channels (Keras 2.8 MeanAbsoluteError).
struct mean_absolute_error {
    static constexpr auto takes = detail::target_values::finite;
    std::string name() const { return "mean_absolute_error"; }
    /// Throws argument_error unless the network ends in no activation that gives probabilities.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::none, end); }

    /// Throws argument_error unless predictions and targets are batches of one shape and targets are finite.
    template <class T>
    double operator()(const tensor<T>& predictions, const tensor<T>& targets, tensor<T>* gradient) const {
        return detail::mean_loss("mean_absolute_error", *this, predictions, targets, gradient);
    }
    /// With factors for samples or pixels, see weighted_loss.
    template <class T>
    double operator()(const tensor<T>& predictions, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        return detail::mean_loss("mean_absolute_error", *this, predictions, targets, weights, gradient);
    }

    /// Of one element, from its prediction z.
    template <class V>
    V value(const V& z, const V& y) const {
        return simd::abs(V(z - y));
    }
    /// The sign of the error, 0 of none.
    template <class V>
    V slope(const V& z, const V& y) const {
        return simd::select(z > y, V(1), V(simd::select(z < y, V(-1), V(0))));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
