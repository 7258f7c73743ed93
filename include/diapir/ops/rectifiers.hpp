// Relatives of relu: leaky_relu (Keras 2.8 LeakyReLU), elu (Clevert, Unterthiner and Hochreiter 2016), softplus and
// clamp.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/sigmoid.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/function.hpp>

#include <cmath>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

struct leaky_relu_function {
    double below;  ///< the slope for negative numbers

    template <class V>
    V value(const V& x) const {
        return simd::select(x < V(0), V(scaled(x)), x);
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return simd::select(x > V(0), V(1), scaled(V(1)));
    }
    /// Only where x and r differ in sign is there a difference to divide, and then nothing is lost in it.
    template <class V>
    V secant(const V& x, const V& r, const V& y_x, const V& y_r, const V& step) const {
        const V across = (y_x - y_r) / step;
        return simd::select(simd::min(x, r) >= V(0), V(1),
                            V(simd::select(simd::max(x, r) <= V(0), scaled(V(1)), across)));
    }

private:
    template <class V>
    V scaled(const V& x) const {
        return simd::constant<V>(below) * x;
    }
};

struct elu_function {
    double alpha;

    template <class V>
    V value(const V& x) const {
        return simd::select(x < V(0), V(scaled(simd::expm1(V(simd::min(x, V(0)))))), x);
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return simd::select(x > V(0), V(1), scaled(simd::exp(V(simd::min(x, V(0))))));
    }
    /// Below 0, with h the larger number: alpha (exp(h) - exp(l)) = alpha exp(h) (1 - exp(-|x - r|)).
    template <class V>
    V secant(const V& x, const V& r, const V& y_x, const V& y_r, const V& step) const {
        const V length = simd::abs(step), high = simd::max(x, r), across = (y_x - y_r) / step;
        const V both_below =
            scaled(V(simd::exp(V(simd::min(high, V(0)))) * (V(0) - simd::expm1(V(V(0) - length))) / length));
        return simd::select(simd::min(x, r) >= V(0), V(1), V(simd::select(high <= V(0), both_below, across)));
    }

private:
    template <class V>
    V scaled(const V& x) const {
        return simd::constant<V>(alpha) * x;
    }
};

struct softplus_function {
    /// max(x, 0) + log(1 + exp(-|x|)), which neither overflows nor loses small values.
    template <class V>
    V value(const V& x) const {
        return simd::max(x, V(0)) + simd::log1p(V(simd::exp(V(V(0) - simd::abs(x)))));
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return simd::sigmoid(x);
    }
    /// With l the smaller number, log((1 + exp(h)) / (1 + exp(l))) = log(1 + sigmoid(l) (exp(h - l) - 1)).
    template <class V>
    V secant(const V& x, const V& r, const V& y_x, const V& y_r, const V& step) const {
        const V length = simd::abs(step);
        const auto near = length < V(1);
        const V rise =
            simd::log1p(V(simd::sigmoid(V(simd::min(x, r))) * simd::expm1(V(simd::select(near, length, V(0))))));
        return simd::select(near, rise, simd::abs(V(y_x - y_r))) / length;
    }
};

struct clamp_function {
    double low, high;

    template <class V>
    V value(const V& x) const {  // keeps NaN
        const V least = simd::constant<V>(low), most = simd::constant<V>(high);
        return simd::select(x < least, least, V(simd::select(x > most, most, x)));
    }
    template <class V>
    V slope(const V& x, const V&) const {
        const V below = simd::select(x < simd::constant<V>(high), V(1), V(0));
        return simd::select(x > simd::constant<V>(low), below, V(0));
    }
    template <class V>
    V secant(const V&, const V&, const V& y_x, const V& y_r, const V& step) const {
        return (y_x - y_r) / step;  // nothing is lost: y is x, or one of two numbers
    }
};

struct leaky_relu_maker {
    template <operand X>
    auto operator()(X&& x, double slope = 0.3) const {
        require(std::isfinite(static_cast<diapir::detail::value_type_of<X>>(slope)),
                "leaky_relu: expected a slope that is finite in the elements' type, got ", slope);
        return apply(elementwise<leaky_relu_function>{{slope}}, std::forward<X>(x));
    }
};
struct elu_maker {
    template <operand X>
    auto operator()(X&& x, double alpha = 1) const {
        require(std::isfinite(static_cast<diapir::detail::value_type_of<X>>(alpha)),
                "elu: expected an alpha that is finite in the elements' type, got ", alpha);
        return apply(elementwise<elu_function>{{alpha}}, std::forward<X>(x));
    }
};
struct clamp_maker {
    template <operand X>
    auto operator()(X&& x, double low, double high) const {
        using T = diapir::detail::value_type_of<X>;
        require(static_cast<T>(low) < static_cast<T>(high),
                "clamp: expected a low below the high in the elements' type, got ", low, " and ", high);
        return apply(elementwise<clamp_function>{{low, high}}, std::forward<X>(x));
    }
};

}  // namespace ops

/// leaky_relu(x, slope = 0.3): x where it is positive, else slope x; its slope at 0 is that of the negative side.
/// Throws argument_error unless the slope is finite in the elements' type.
inline constexpr ops::leaky_relu_maker leaky_relu{};
/// elu(x, alpha = 1): x where it is positive, else alpha (exp(x) - 1). Throws argument_error unless alpha is finite in
/// the elements' type.
inline constexpr ops::elu_maker elu{};
/// clamp(x, low, high): x between two numbers, which may be infinite, else the nearer one of them; its slope at both is
/// 0. Throws argument_error unless low is below high in the elements' type.
inline constexpr ops::clamp_maker clamp{};
/// log(1 + exp(x))
inline constexpr ops::function<ops::elementwise<ops::softplus_function>> softplus{};

}  // namespace diapir::inline DIAPIR_TARGET
