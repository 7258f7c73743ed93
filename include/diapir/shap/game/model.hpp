// What can be explained: any callable that maps a batch of arrays to a batch of arrays.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/function_ref.hpp>

#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::shap {

/// m(batch {n, input...}) gives an array expression {n, output...}, row i for input i. Models are called from one
/// thread at a time by one explainer; several explainers may share a model only if its calls are thread-safe.
template <class M, class T>
concept model = requires(const M& m, const array<T>& batch) {
    { m(batch) } -> array_expression;
};

/// The element type of a model's output.
template <class M, class T>
using output_t = element_t<std::invoke_result_t<const M&, const array<T>&>>;

/// The element type of explanations of outputs of R: float of float, else double.
template <class R>
using explained_t = std::conditional_t<std::is_same_v<R, float>, float, double>;

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

template <class M>
concept has_value_type = requires {
    typename std::remove_cvref_t<M>::value_type;
};

/// The type in which a model of any kind is explained: its value_type where it has one, else the floating type of the
/// background, double for integers.
template <class M, class E>
struct own_scalar {
    using type = real_t<E>;
};
template <has_value_type M, class E>
struct own_scalar<M, E> {
    using type = typename std::remove_cvref_t<M>::value_type;
};
template <class M, class E>
using own_scalar_t = typename own_scalar<M, E>::type;

/// The type in which a model that takes arrays is explained: its value_type where it has one, else the floating type of
/// the background, double for integers; the other floating type where the model takes only that.
template <class M, class E>
auto scalar_of() {
    using model_type = std::remove_cvref_t<M>;
    using own = own_scalar_t<M, E>;
    if constexpr (has_value_type<M>) {
        return own{};
    } else {
        using other = std::conditional_t<std::is_same_v<own, float>, double, float>;
        if constexpr (model<model_type, own> || !model<model_type, other>) {
            return own{};
        } else {
            return other{};
        }
    }
}
template <class M, class E>
using scalar_t = decltype(scalar_of<M, E>());

}  // namespace detail

}  // namespace diapir::inline DIAPIR_TARGET::shap
