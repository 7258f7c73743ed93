// What can be explained: any callable that maps a batch of arrays to a batch of arrays.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/function_ref.hpp>

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

/// The element type of explanations of outputs of R: R where it is floating, else double.
template <class R>
using explained_t = std::conditional_t<std::is_floating_point_v<R>, R, double>;

/// A model that is referred to, known only by the elements T of its inputs and R of its outputs: what takes one is
/// compiled once for all such models. The model must outlive it.
template <class T, class R>
class model_ref {
public:
    template <model<T> M>
    requires std::is_same_v<output_t<M, T>, R> model_ref(const M& m)
        : model_(diapir::detail::erased_address(m)), call_([](void* erased, const array<T>& batch) -> array<R> {
              const M& given = diapir::detail::at_erased_address<const M>(erased);
              if constexpr (std::is_same_v<std::remove_cvref_t<decltype(given(batch))>, array<R>>) {
                  return given(batch);
              } else {
                  return evaluated<R>(given(batch));
              }
          }) {}

    /// The outputs {n, output...} for a batch {n, input...}.
    array<R> operator()(const array<T>& batch) const { return call_(model_, batch); }

private:
    void* model_;
    array<R> (*call_)(void*, const array<T>&);
};

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
