// An attribute as a function that is called by its name: from an array of amplitudes to one of the same shape, in
// either precision.
#pragma once

#include <diapir/attributes/registry/attribute_set.hpp>
#include <diapir/core/array.hpp>
#include <diapir/core/error.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::attributes {

/// What is called with amplitudes {...} as an array of float and returns an array expression, too.
template <class F>
concept array_function = requires(const F& f, const array<float>& amplitudes) {
    { f(amplitudes) } -> array_expression;
};

/// A function of arrays of float and of double. Empty unless it was made of something.
class attribute_function {
public:
    attribute_function() = default;
    /// A function template, or one for arrays of one type, which others are then converted to.
    template <array_function F>
    requires(!std::is_same_v<F, attribute_function>) explicit attribute_function(F f)
        : functions_{typed<float>(f), typed<double>(std::move(f))} {}
    /// What another one was made of, that of another target for instance.
    explicit attribute_function(common::typed_functions functions) : functions_(std::move(functions)) {}

    const common::typed_functions& functions() const { return functions_; }
    explicit operator bool() const { return static_cast<bool>(functions_.of_floats); }

    /// Throws argument_error, which begins with `name`, for a result of another shape.
    template <class T>
    array<T> operator()(const array<T>& amplitudes, const std::string& name) const {
        array<T> values = function<T>()(amplitudes);
        require(shape_of(values) == shape_of(amplitudes), name, ": expected values ", shape_of(amplitudes),
                " for amplitudes of that shape, got ", shape_of(values));
        return values;
    }

private:
    template <class T, class F>
    static std::function<array<T>(const array<T>&)> typed(F f) {
        return [f = std::move(f)](const array<T>& amplitudes) -> array<T> {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(f(amplitudes))>, array<T>>) {
                return f(amplitudes);
            } else {
                return array<T>(xt::cast<T>(f(amplitudes)));
            }
        };
    }
    template <class T>
    const auto& function() const {
        if constexpr (std::is_same_v<T, float>) {
            return functions_.of_floats;
        } else {
            return functions_.of_doubles;
        }
    }

    common::typed_functions functions_;
};

}  // namespace diapir::inline DIAPIR_TARGET::attributes
