// Where a function is linearized. An anchor stands for an argument of an operation:
//   point     the tangent at x, an ordinary derivative;
//   chord     the secant from a reference r to x; its law is L (x - r) = f(x) - f(r), summed over the arguments;
//   constant  an argument that does not vary, such as the weights while a network is explained.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// Values are shared between the anchors of successive operations, and never changed.
template <class T>
using shared_tensor = std::shared_ptr<const tensor<T>>;

/// A tensor that is referred to, not kept: it must outlive every use, and not change meanwhile.
template <class T>
shared_tensor<T> refer_to(const tensor<T>& t) {
    return {shared_tensor<T>{}, &t};
}

template <class T>
struct point {
    using value_type = T;
    shared_tensor<T> x;

    explicit point(tensor<T> at) : x(make_kept<const tensor<T>>(std::move(at))) {}
    explicit point(shared_tensor<T> at) : x(std::move(at)) {}
};

template <class T>
struct chord {
    using value_type = T;
    shared_tensor<T> x, r;

    /// Throws argument_error where x and the reference r differ in shape.
    chord(tensor<T> at, tensor<T> reference)
        : x(make_kept<const tensor<T>>(std::move(at))), r(make_kept<const tensor<T>>(std::move(reference))) {
        require_same_shape("chord", x->shape(), r->shape());
    }
};

template <class T>
struct constant {
    using value_type = T;
    shared_tensor<T> x;

    /// Refers to a tensor that must outlive every use of the anchor.
    explicit constant(const tensor<T>& at) : x(refer_to(at)) {}
    explicit constant(tensor<T>&& at) : x(make_kept<const tensor<T>>(std::move(at))) {}
};

/// An anchor that something varies at: a point or a chord.
template <class A>
concept varying_anchor =
    std::same_as<A, point<typename A::value_type>> || std::same_as<A, chord<typename A::value_type>>;

/// The value at which a bilinear operation maps its other arguments: x, or halfway along the chord, where it is exact.
template <class T>
shared_tensor<T> midpoint(const point<T>& a) {
    return a.x;
}
template <class T>
shared_tensor<T> midpoint(const constant<T>& a) {
    return a.x;
}
template <class T>
shared_tensor<T> midpoint(const chord<T>& a) {
    tensor<T> middle = a.x->like();
    parallel_ranges(middle.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) middle[i] = ((*a.x)[i] + (*a.r)[i]) / 2;
    });
    return make_kept<const tensor<T>>(std::move(middle));
}

}  // namespace diapir::inline DIAPIR_TARGET
