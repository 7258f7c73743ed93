// What can be explained: any callable that maps a batch of arrays to a batch of arrays.
#pragma once

#include <diapir/core/array.hpp>

#include <type_traits>
#include <utility>

namespace diapir::shap {

/// m(batch {n, input...}) gives an array expression {n, output...}, row i for input i. Models are called from one
/// thread at a time by one explainer; several explainers may share a model only if its calls are thread-safe.
template <class M, class T>
concept model = requires(const M& m, const array<T>& batch) {
    { m(batch) } -> array_expression;
};

/// The element type of a model's output.
template <class M, class T>
using output_t = element_t<std::invoke_result_t<const M&, const array<T>&>>;

/// The element type of an explanation: that of the model's output where it is floating, else double.
template <class M, class T>
using explained_t = std::conditional_t<std::is_floating_point_v<output_t<M, T>>, output_t<M, T>, double>;

/// A model given as a temporary is kept, one given by name is referred to and must outlive the explainer.
template <class M>
using kept_model = std::conditional_t<std::is_lvalue_reference_v<M>, const std::remove_reference_t<M>&, M>;

namespace detail {

/// The type in which a model wants its inputs: its value_type where it has one, else that of the given background.
template <class M, class E>
struct scalar_of {
    using type = element_t<E>;
};
template <class M, class E>
requires requires {
    typename std::remove_cvref_t<M>::value_type;
}
struct scalar_of<M, E> {
    using type = typename std::remove_cvref_t<M>::value_type;
};
template <class M, class E>
using scalar_t = typename scalar_of<M, E>::type;

}  // namespace detail

}  // namespace diapir::shap
