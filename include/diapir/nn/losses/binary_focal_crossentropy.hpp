// The focal loss of a binary decision for each pixel (Lin et al. 2017), with the semantics of Keras 2.8.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/sigmoid.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/binary_crossentropy.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <cmath>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// m^gamma times the cross-entropy, without class weights. m = y (1 - p) + (1 - y) p is what the probability of the
/// truth lacks to 1. With gamma = 0 it is the cross-entropy.
struct binary_focal_crossentropy {
    double gamma = 2;

    static constexpr auto takes = detail::target_values::shares;
    std::string name() const { return "binary_focal_crossentropy"; }
    /// Throws argument_error unless the network ends in a sigmoid.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::sigmoid, end); }

    /// Throws argument_error unless logits and targets are batches of one shape, targets are in 0 ... 1 and gamma is
    /// finite and not negative.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        check_options<T>();
        return detail::mean_loss("binary_focal_crossentropy", *this, logits, targets, gradient);
    }
    /// With factors for samples or pixels, see weighted_loss.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, const tensor<T>& weights,
                      tensor<T>* gradient) const {
        check_options<T>();
        return detail::mean_loss("binary_focal_crossentropy", *this, logits, targets, weights, gradient);
    }

    /// Of one element, from its logit z.
    template <class V>
    V value(const V& z, const V& y) const {
        const binary_crossentropy crossentropy;
        if (gamma < 1) return power(miss(simd::sigmoid(z), simd::sigmoid(V(-z)), y), gamma) * crossentropy.value(z, y);
        const V p = simd::sigmoid(z);
        return power(miss(p, V(V(1) - p), y), gamma) * crossentropy.value(z, y);
    }
    template <class V>
    V slope(const V& z, const V& y) const {
        const binary_crossentropy crossentropy;
        if (gamma == 0) return crossentropy.slope(z, y);
        if (gamma < 1) return slope_of_small_gamma(z, y);
        const V p = simd::sigmoid(z), m = miss(p, V(V(1) - p), y);
        const V miss_slope = (V(1) - V(2) * y) * p * (V(1) - p);
        return simd::constant<V>(gamma) * power(m, gamma - 1) * miss_slope * crossentropy.value(z, y) +
               power(m, gamma) * (p - y);
    }

    /// From probabilities: the cross-entropy's are clipped, those of m are not. With gamma < 1 and m below the 1e-7 of
    /// the clipping the slope of m^gamma, which grows beyond all bounds, counts as 0, the limit of its product with the
    /// cross-entropy.
    template <class T>
    T value_of_probability(T p, T y) const {
        return power(miss(p, T{1} - p, y), gamma) * binary_crossentropy{}.value_of_probability(p, y);
    }
    template <class T>
    T slope_of_probability(T p, T y) const {
        const T m = miss(p, T{1} - p, y);
        const T of_crossentropy = power(m, gamma) * binary_crossentropy{}.slope_of_probability(p, y);
        if (gamma < 1 && m < static_cast<T>(detail::epsilon)) return of_crossentropy;
        return static_cast<T>(gamma) * power(m, gamma - 1) * (1 - 2 * y) *
                   binary_crossentropy{}.value_of_probability(p, y) +
               of_crossentropy;
    }

private:
    template <class T>
    void check_options() const {
        require(gamma >= 0 && std::isfinite(gamma), "binary_focal_crossentropy: expected gamma at least 0, got ",
                gamma);
        detail::check_held<T>("binary_focal_crossentropy", "gamma", gamma);
    }
    /// m, given p and q = 1 - p.
    template <class V>
    static V miss(const V& p, const V& q, const V& y) {
        return y * q + (V(1) - y) * p;
    }
    template <class V>
    static V power(const V& base, double exponent) {
        if (exponent == 2) return base * base;
        if (exponent == 1) return base;
        if (exponent == 0) return V(1);
        return simd::pow(base, simd::constant<V>(exponent));
    }
    /// m^(gamma - 1) has no bound where m goes to 0, but m^gamma and p q / m are at most 1.
    template <class V>
    V slope_of_small_gamma(const V& z, const V& y) const {
        const V p = simd::sigmoid(z), q = simd::sigmoid(V(-z)), m = miss(p, q, y);
        const auto missed = m > V(0);
        const V share = simd::select(missed, V(p * q / simd::select(missed, m, V(1))), V(0));
        const V of_power = simd::constant<V>(gamma) * (V(1) - V(2) * y) * share;
        return simd::select(missed, power(simd::select(missed, m, V(1)), gamma), V(0)) *
               (of_power * binary_crossentropy{}.value(z, y) + binary_crossentropy{}.slope(z, y));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
