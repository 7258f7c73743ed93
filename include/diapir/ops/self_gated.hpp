// Activations x times a gate of x: silu (Elfwing, Uchibe and Doya 2018; swish) and gelu (Hendrycks and Gimpel 2016,
// with the error function and not its approximation by a tanh).
#pragma once

#include <diapir/core/sigmoid.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/function.hpp>

#include <array>
#include <cstddef>
#include <numbers>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

namespace detail {

/// The divided difference of y = x g(x), given that of g. On a short way it is the product rule with both factors
/// halfway; on a long one the terms of that rule would cancel, and the difference of the values loses nothing.
template <class V>
V gated_secant(const V& x, const V& r, const V& y_x, const V& y_r, const V& g_middle, const V& g_secant) {
    const V step = x - r;
    return simd::select(simd::abs(step) < V(1), V(g_middle + V(0.5) * (x + r) * g_secant), V((y_x - y_r) / step));
}

/// The normal density.
template <class V>
V normal_density(const V& x) {
    return simd::constant<V>(std::numbers::inv_sqrtpi / std::numbers::sqrt2) * simd::exp(V(V(-0.5) * x * x));
}
/// The normal distribution, from the complement of the error function: small values keep their digits. Beyond 40 it is
/// 0 or 1; squares of larger numbers may not fit.
template <class V>
V normal_distribution(const V& x) {
    const V near = simd::max(V(-40), V(simd::min(V(40), x)));  // NaN stays NaN
    return V(0.5) * simd::erfc(V(simd::constant<V>(-1 / std::numbers::sqrt2) * near));
}

/// The divided difference of the normal distribution. Where the density hardly changes on the way it is the mean
/// density (five points of Gauss and Legendre, exact to rounding there); else nothing is lost in the difference.
template <class V>
V normal_secant(const V& x, const V& r, const V& d_x, const V& d_r, const V& step) {
    constexpr std::array nodes{0.0, 0.5384693101056831, 0.9061798459386640};
    constexpr std::array weights{0.2844444444444444, 0.2393143352496832, 0.1184634425280945};
    const V middle = V(0.5) * (x + r), half = V(0.5) * step;
    const auto near = simd::abs(step) * simd::max(V(1), simd::abs(middle)) < V(0.25);
    V mean = simd::constant<V>(weights[0]) * normal_density(middle);
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        const V away = simd::constant<V>(nodes[i]) * half;
        mean = mean +
               simd::constant<V>(weights[i]) * (normal_density(V(middle - away)) + normal_density(V(middle + away)));
    }
    return simd::select(near, mean, V((d_x - d_r) / step));
}

}  // namespace detail

struct silu_function {
    template <class V>
    V value(const V& x) const {
        return x * simd::sigmoid(x);
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return simd::sigmoid(x) * (V(1) + x * simd::sigmoid(V(V(0) - x)));
    }
    template <class V>
    V secant(const V& x, const V& r, const V& y_x, const V& y_r, const V& step) const {
        const V g_x = simd::sigmoid(x), g_r = simd::sigmoid(r);
        const V secant = sigmoid_function{}.secant(x, r, g_x, g_r, step);
        return detail::gated_secant(x, r, y_x, y_r, V(V(0.5) * (g_x + g_r)), secant);
    }
};

struct gelu_function {
    template <class V>
    V value(const V& x) const {
        return x * detail::normal_distribution(x);
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return detail::normal_distribution(x) + x * detail::normal_density(x);
    }
    template <class V>
    V secant(const V& x, const V& r, const V& y_x, const V& y_r, const V& step) const {
        const V g_x = detail::normal_distribution(x), g_r = detail::normal_distribution(r);
        const V secant = detail::normal_secant(x, r, g_x, g_r, step);
        return detail::gated_secant(x, r, y_x, y_r, V(V(0.5) * (g_x + g_r)), secant);
    }
};

}  // namespace ops

/// x sigmoid(x)
inline constexpr ops::function<ops::elementwise<ops::silu_function>> silu{};
/// x times the normal distribution at x.
inline constexpr ops::function<ops::elementwise<ops::gelu_function>> gelu{};

}  // namespace diapir::inline DIAPIR_TARGET
