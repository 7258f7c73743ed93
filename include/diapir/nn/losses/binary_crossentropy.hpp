// The cross-entropy of a binary decision for each pixel, with the semantics of Keras 2.8: computed from logits, as
// Keras does for the output of a sigmoid; the form for bare probabilities, clipped as Keras clips them, is there by
// name.
#pragma once

#include <diapir/core/sigmoid.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/mean_loss.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// -(y log p + (1 - y) log(1 - p)) with p = sigmoid(logit), the mean over samples and pixels.
struct binary_crossentropy {
    std::string name() const { return "binary_crossentropy"; }

    /// Throws argument_error unless logits and targets are batches of one shape.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        detail::check_targets("binary_crossentropy", logits, targets);
        return detail::mean_loss(
            logits, targets, gradient, [&](auto z, auto y) { return value(z, y); },
            [&](auto z, auto y) { return slope(z, y); });
    }

    /// Of one element, from its logit z. The large terms go first, so that what is left of certainty is not lost.
    template <class V>
    V value(const V& z, const V& y) const {
        return simd::max(z, V(0)) - z * y + simd::log1p(simd::exp(V(-simd::abs(z))));
    }
    /// p - y, from p and 1 - p, so that it is not lost where p is all but 1.
    template <class V>
    V slope(const V& z, const V& y) const {
        return (V(1) - y) * simd::sigmoid(z) - y * simd::sigmoid(V(-z));
    }

    /// Of one element, from its probability p, which is clipped to [1e-7, 1 - 1e-7]; no gradient passes where it is
    /// clipped.
    template <class T>
    T value_of_probability(T p, T y) const {
        const T e = static_cast<T>(detail::epsilon), q = std::min(std::max(p, e), T{1} - e);
        return -(y * std::log(q + e) + (1 - y) * std::log(1 - q + e));
    }
    template <class T>
    T slope_of_probability(T p, T y) const {
        const T e = static_cast<T>(detail::epsilon);
        return p < e || p > T{1} - e ? T{0} : (1 - y) / (1 - p + e) - y / (p + e);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
