// An operation as a function object: relu(x), concatenate(a, b).
#pragma once

#include <diapir/autodiff/operation.hpp>

#include <utility>

namespace diapir::inline DIAPIR_TARGET::ops {

/// Applies an operation without options to tensors and variables.
template <class Op>
struct function {
    Op op{};

    template <operand... X>
    auto operator()(X&&... x) const {
        return apply(op, std::forward<X>(x)...);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::ops
