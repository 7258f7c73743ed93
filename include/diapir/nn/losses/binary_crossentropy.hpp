// The cross-entropy of a binary decision for each pixel, with the semantics of Keras 2.8: computed from logits, as
// Keras does for the output of a sigmoid; the form for bare probabilities, clipped as Keras clips them, is there by
// name.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/sigmoid.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// -(w y log p + (1 - y) log(1 - p)) with p = sigmoid(logit), the mean over samples and pixels.
struct binary_crossentropy {
    /// s: targets are taken as y (1 - s) + s / 2, as Keras does.
    double label_smoothing = 0;
    /// w: how much more than negatives positives count, the pos_weight of PyTorch 1.13.
    double positive_weight = 1;

    static constexpr auto takes = detail::target_values::shares;
    std::string name() const { return "binary_crossentropy"; }
    /// Throws argument_error unless the network ends in a sigmoid.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::sigmoid, end); }

    /// Throws argument_error unless logits and targets are batches of one shape, targets are in 0 ... 1, the smoothing
    /// is in 0 ... 1 and the weight is finite and not negative.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        check_options<T>();
        return detail::mean_loss("binary_crossentropy", *this, logits, targets, gradient);
    }
    /// With factors for samples or pixels, see weighted_loss.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        check_options<T>();
        return detail::mean_loss("binary_crossentropy", *this, logits, targets, weights, gradient);
    }

    /// Of one element, from its logit z. The large terms go first, so that what is left of certainty is not lost. A
    /// class without a share has no loss, even where the other one is infinitely certain.
    template <class V>
    V value(const V& z, const V& target) const {
        const V y = smoothed(target), rest = simd::log1p(simd::exp(V(-simd::abs(z))));
        const auto part = [](const V& share, const V& loss) {
            return V(simd::select(share == V(0), V(0), V(share * loss)));
        };
        return part(V(V(1) - y), V(simd::max(z, V(0)) + rest)) +
               part(V(simd::constant<V>(positive_weight) * y), V(simd::max(V(-z), V(0)) + rest));
    }
    /// p - y, from p and 1 - p, so that it is not lost where p is all but 1.
    template <class V>
    V slope(const V& z, const V& target) const {
        const V y = smoothed(target);
        return (V(1) - y) * simd::sigmoid(z) - simd::constant<V>(positive_weight) * y * simd::sigmoid(V(-z));
    }

    /// Of one element, from its probability p, which is clipped to [1e-7, 1 - 1e-7]; no gradient passes where it is
    /// clipped.
    template <class T>
    T value_of_probability(T p, T target) const {
        const T y = smoothed(target), weight = static_cast<T>(positive_weight);
        const T e = static_cast<T>(detail::epsilon), q = std::min(std::max(p, e), T{1} - e);
        return -(weight * y * std::log(q + e) + (1 - y) * std::log(1 - q + e));
    }
    template <class T>
    T slope_of_probability(T p, T target) const {
        const T y = smoothed(target), weight = static_cast<T>(positive_weight);
        const T e = static_cast<T>(detail::epsilon);
        return p < e || p > T{1} - e ? T{0} : (1 - y) / (1 - p + e) - weight * y / (p + e);
    }

private:
    template <class V>
    V smoothed(const V& y) const {
        if (label_smoothing == 0) return y;
        return y * simd::constant<V>(1 - label_smoothing) + simd::constant<V>(label_smoothing / 2);
    }
    template <class T>
    void check_options() const {
        require(label_smoothing >= 0 && label_smoothing <= 1,
                "binary_crossentropy: expected label_smoothing in 0 ... 1, got ", label_smoothing);
        require(positive_weight >= 0 && std::isfinite(positive_weight),
                "binary_crossentropy: expected positive_weight at least 0, got ", positive_weight);
        detail::check_held<T>("binary_crossentropy", "positive_weight", positive_weight);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
