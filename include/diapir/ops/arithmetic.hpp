// Sums, differences, products and multiples of tensors of equal shape, also as operators on variables. Batches may
// repeat over larger ones.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/ops/broadcast.hpp>
#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/function.hpp>

#include <cmath>
#include <tuple>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

/// Multiplication with one number.
template <class T>
struct scale_map {
    T factor;

    tensor<T> push(const tensor<T>& v) const {
        tensor<T> y = v.like();
        transform(
            v.size(), y.data(), [&](auto e) { return e * decltype(e)(factor); }, v.data());
        return y;
    }
    tensor<T> pull(const tensor<T>& w) const { return push(w); }
};

namespace detail {

/// f(a, b) element by element; batches may repeat. The shapes are checked in the name of an operation.
template <class T, class F>
tensor<T> combined(const char* operation, const tensor<T>& a, const tensor<T>& b, const F& f) {
    tensor<T> y(common_shape(operation, a.shape(), b.shape()));
    if (a.shape() == b.shape()) {
        transform(y.size(), y.data(), f, a.data(), b.data());
    } else {
        transform_repeated(y.shape(), y.data(), f, batch_view<T>(a), batch_view<T>(b));
    }
    return y;
}

}  // namespace detail

struct add_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b) const {
        return detail::combined("add", a, b, [](auto p, auto q) { return p + q; });
    }
    template <class Y, class A, class B>
    auto linearize(const Y& y, const A& a, const B& b) const {
        using T = typename Y::value_type;
        return std::tuple(repeat_map<T>{a.x->shape(), y.x->shape()}, repeat_map<T>{b.x->shape(), y.x->shape()});
    }
};

struct subtract_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b) const {
        return detail::combined("subtract", a, b, [](auto p, auto q) { return p - q; });
    }
    template <class Y, class A, class B>
    auto linearize(const Y& y, const A& a, const B& b) const {
        using T = typename Y::value_type;
        return std::tuple(repeat_map<T>{a.x->shape(), y.x->shape()}, repeat_map<T>{b.x->shape(), y.x->shape(), T{-1}});
    }
};

/// Bilinear: along a chord each factor is taken halfway, which shares the product of both differences equally.
struct multiply_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b) const {
        return detail::combined("multiply", a, b, [](auto p, auto q) { return p * q; });
    }
    template <class Y, class A, class B>
    auto linearize(const Y& y, const A& a, const B& b) const {
        using T = typename Y::value_type;
        return std::tuple(product_map<T>{midpoint(b), a.x->shape(), y.x->shape()},
                          product_map<T>{midpoint(a), b.x->shape(), y.x->shape()});
    }
};

struct scale_operation {
    static constexpr bool treats_samples_alike = true;

    double factor;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
        require(std::isfinite(static_cast<T>(factor)),
                "scale: expected a factor that is finite in the elements' type, got ", factor);
        return scale_map<T>{static_cast<T>(factor)}.push(x);
    }
    template <class Y, class X>
    auto linearize(const Y&, const X&) const {
        using T = typename Y::value_type;
        return std::tuple(scale_map<T>{static_cast<T>(factor)});
    }
};

struct scale_function {
    template <operand X>
    auto operator()(X&& x, double factor) const {
        return apply(scale_operation{factor}, std::forward<X>(x));
    }
};

}  // namespace ops

/// Elementwise a + b, a - b, a b of two tensors or variables of one shape, or of batches whose channels, rows and cols
/// are equal or 1: a gate {n, 1, 1, channels} for each channel, or {n, rows, cols, 1} for each pixel, repeats over
/// images {n, rows, cols, channels}. Throw argument_error for others.
inline constexpr ops::function<ops::add_operation> add{};
inline constexpr ops::function<ops::subtract_operation> subtract{};
inline constexpr ops::function<ops::multiply_operation> multiply{};
/// factor x. Throws argument_error unless the factor is finite in the elements' type.
inline constexpr ops::scale_function scale{};

/// The same as operators, for tensors and variables.
template <operand A, operand B>
auto operator+(A&& a, B&& b) {
    return add(std::forward<A>(a), std::forward<B>(b));
}
template <operand A, operand B>
auto operator-(A&& a, B&& b) {
    return subtract(std::forward<A>(a), std::forward<B>(b));
}
template <operand A, operand B>
auto operator*(A&& a, B&& b) {
    return multiply(std::forward<A>(a), std::forward<B>(b));
}
template <class A,
          class = std::enable_if_t<operand<A>>>  // clang 14 asks a concept too late, once the signature is formed
auto operator*(double factor, A&& a) {
    return scale(std::forward<A>(a), factor);
}

}  // namespace diapir::inline DIAPIR_TARGET
