// A linear map from tensors to tensors with its adjoint: what an operation gives for each argument at an anchor.
#pragma once

#include <diapir/core/parallel.hpp>
#include <diapir/core/tensor.hpp>

#include <concepts>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

/// L v and its adjoint: <w, L v> = <L^T w, v>. Where v is a batch it may hold several tangents one after the other
/// along the block axis: a multiple of the anchor's blocks. The same goes for w. Where L gives a plain tensor of a
/// batch, as a sum does, or a batch of a plain tensor, as a convolution of its kernel, it takes one of either at a
/// time.
template <class L, class T>
concept linear_map = requires(const L& l, const tensor<T>& v) {
    { l.push(v) } -> std::same_as<tensor<T>>;
    { l.pull(v) } -> std::same_as<tensor<T>>;
};

/// The map that leaves tensors as they are.
struct identity_map {
    template <class T>
    tensor<T> push(const tensor<T>& v) const {
        return v;
    }
    template <class T>
    tensor<T> pull(const tensor<T>& w) const {
        return w;
    }
};

/// The adjoint of a map, as a map.
template <class L>
struct adjoint_map {
    L map;

    template <class T>
    tensor<T> push(const tensor<T>& v) const {
        return map.pull(v);
    }
    template <class T>
    tensor<T> pull(const tensor<T>& w) const {
        return map.push(w);
    }
};

namespace detail {

/// sum += term, elementwise. Throws argument_error where the shapes differ.
template <class T>
void add_to(tensor<T>& sum, const tensor<T>& term) {
    require_same_shape("sum of tangents", sum.shape(), term.shape());
    T* to = sum.data();
    const T* from = term.data();
    parallel_ranges(sum.size(), elements_at_once, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) to[i] += from[i];
    });
}

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET
