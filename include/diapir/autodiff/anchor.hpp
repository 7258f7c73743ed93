// Where a function is linearized. An anchor stands for an argument of an operation:
//   point     the tangent at x, an ordinary derivative;
//   chord     the secant from a reference r to x; its law is L (x - r) = f(x) - f(r), summed over the arguments;
//   constant  an argument that does not vary, such as the weights while a network is explained.
// Values are shared between the anchors of successive operations, and never changed.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/tensor.hpp>

#include <concepts>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

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
    shared_tensor<T> sample{};  ///< the only sample of x, where all samples of x are known to be one; else null

    /// Throws argument_error where x and the reference r differ in shape.
    chord(tensor<T> at, tensor<T> reference)
        : x(make_kept<const tensor<T>>(std::move(at))), r(make_kept<const tensor<T>>(std::move(reference))) {
        require_same_shape("chord", x->shape(), r->shape());
    }
    /// From a batch of references to one input, a batch of one sample: operations that treat samples alike compute its
    /// values once.
    static chord to_sample(tensor<T> at, tensor<T> reference) {
        tensor<T> all = repeated(at, reference.shape());
        chord c(std::move(all), std::move(reference));
        c.sample = make_kept<const tensor<T>>(std::move(at));
        return c;
    }
};

template <class T>
struct constant {
    using value_type = T;
    shared_tensor<T> x;

    /// Refers to a tensor that must outlive every use of the anchor.
    explicit constant(const tensor<T>& at) : x(refer_to(at)) {}
    explicit constant(tensor<T>&& at) : x(make_kept<const tensor<T>>(std::move(at))) {}
    explicit constant(shared_tensor<T> at) : x(std::move(at)) {}
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
        for (std::size_t i = begin; i < end; ++i) middle[i] = (*a.x)[i] / 2 + (*a.r)[i] / 2;
    });
    return make_kept<const tensor<T>>(std::move(middle));
}

}  // namespace diapir::inline DIAPIR_TARGET
