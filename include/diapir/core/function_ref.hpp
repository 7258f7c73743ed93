// A function that takes another to call it, and to forget it, is compiled once for all of them where it takes a
// function_ref (P0792, std::function_ref of C++26).
#pragma once

#include <diapir/core/target.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace detail {

/// Where an object or a function is, and back.
template <class F>
void* erased_address(F& f) {
    return const_cast<void*>(reinterpret_cast<const volatile void*>(std::addressof(f)));
}
template <class F>
F& at_erased_address(void* address) {
    return *reinterpret_cast<F*>(address);
}

}  // namespace detail

/// Whether there is nothing to call: an empty std::function, or a null pointer.
template <class F>
bool is_null(const F& f) {
    if constexpr (std::is_assignable_v<F&, std::nullptr_t>) {
        return f == nullptr;
    } else {
        return false;
    }
}

template <class Signature>
class function_ref;

/// A callable that is referred to, and must outlive the reference.
template <class Result, class... Arguments>
class function_ref<Result(Arguments...)> {
public:
    template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, function_ref> && std::is_invocable_r_v<Result, F&, Arguments...>)
        function_ref(F&& f)
        : callable_(detail::erased_address(f)), call_([](void* callable, Arguments... arguments) -> Result {
              return static_cast<Result>(std::invoke(detail::at_erased_address<std::remove_reference_t<F>>(callable),
                                                     std::forward<Arguments>(arguments)...));
          }) {}

    Result operator()(Arguments... arguments) const { return call_(callable_, std::forward<Arguments>(arguments)...); }

private:
    void* callable_;
    Result (*call_)(void*, Arguments...);
};

}  // namespace diapir::inline DIAPIR_TARGET
