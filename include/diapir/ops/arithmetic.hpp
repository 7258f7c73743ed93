// Sums, differences, products and multiples of tensors of equal shape, also as operators on variables.
#pragma once

#include <diapir/ops/elementwise.hpp>
#include <diapir/ops/function.hpp>

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

struct add_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b) const {
        require_same_shape("add", a.shape(), b.shape());
        tensor<T> y = a.like();
        transform(
            y.size(), y.data(), [](auto p, auto q) { return p + q; }, a.data(), b.data());
        return y;
    }
    template <class Y, class A, class B>
    auto linearize(const Y&, const A&, const B&) const {
        return std::tuple(identity_map{}, identity_map{});
    }
};

struct subtract_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b) const {
        require_same_shape("subtract", a.shape(), b.shape());
        tensor<T> y = a.like();
        transform(
            y.size(), y.data(), [](auto p, auto q) { return p - q; }, a.data(), b.data());
        return y;
    }
    template <class Y, class A, class B>
    auto linearize(const Y&, const A&, const B&) const {
        return std::tuple(identity_map{}, scale_map<typename Y::value_type>{-1});
    }
};

/// Bilinear: along a chord each factor is taken halfway, which shares the product of both differences equally.
struct multiply_operation {
    static constexpr bool treats_samples_alike = true;

    template <class T>
    tensor<T> operator()(const tensor<T>& a, const tensor<T>& b) const {
        require_same_shape("multiply", a.shape(), b.shape());
        tensor<T> y = a.like();
        transform(
            y.size(), y.data(), [](auto p, auto q) { return p * q; }, a.data(), b.data());
        return y;
    }
    template <class Y, class A, class B>
    auto linearize(const Y&, const A& a, const B& b) const {
        using T = typename Y::value_type;
        return std::tuple(diagonal_map<T>(midpoint(b)), diagonal_map<T>(midpoint(a)));
    }
};

struct scale_operation {
    static constexpr bool treats_samples_alike = true;

    double factor;

    template <class T>
    tensor<T> operator()(const tensor<T>& x) const {
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

/// Elementwise a + b, a - b, a b of two tensors or variables of one shape; throw argument_error for others.
inline constexpr ops::function<ops::add_operation> add{};
inline constexpr ops::function<ops::subtract_operation> subtract{};
inline constexpr ops::function<ops::multiply_operation> multiply{};
/// factor x
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
template <operand A>
auto operator*(double factor, A&& a) {
    return scale(std::forward<A>(a), factor);
}

}  // namespace diapir::inline DIAPIR_TARGET
