// Huber's loss of a regression (Huber 1964): squared for small errors, straight for large ones.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// d^2 / 2 with d = z - y up to |d| = delta, then delta (|d| - delta / 2); the mean over samples, pixels and channels
/// (Keras 2.8 Huber, PyTorch 1.13 HuberLoss).
struct huber {
    double delta = 1;

    static constexpr auto takes = detail::target_values::finite;
    std::string name() const { return "huber"; }
    /// Throws argument_error unless the network ends in no activation that gives probabilities.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::none, end); }

    /// Throws argument_error unless predictions and targets are batches of one shape, targets are finite and delta is
    /// finite and positive.
    template <class T>
    double operator()(const tensor<T>& predictions, const tensor<T>& targets, tensor<T>* gradient) const {
        check_options<T>();
        return detail::mean_loss("huber", *this, predictions, targets, gradient);
    }
    /// With factors for samples or pixels, see weighted_loss.
    template <class T>
    double operator()(const tensor<T>& predictions, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        check_options<T>();
        return detail::mean_loss("huber", *this, predictions, targets, weights, gradient);
    }

    /// Of one element, from its prediction z.
    template <class V>
    V value(const V& z, const V& y) const {
        const V error = simd::abs(V(z - y)), limit = simd::constant<V>(delta), half = simd::constant<V>(0.5);
        return simd::select(error <= limit, V(half * error * error), V(limit * (error - half * limit)));
    }
    template <class V>
    V slope(const V& z, const V& y) const {
        const V limit = simd::constant<V>(delta);
        return simd::max(V(-limit), simd::min(limit, V(z - y)));
    }

private:
    template <class T>
    void check_options() const {
        require(delta > 0 && std::isfinite(delta), "huber: expected delta above 0, got ", delta);
        detail::check_held<T>("huber", "delta", delta);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
