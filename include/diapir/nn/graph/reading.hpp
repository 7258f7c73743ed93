// The ways in which a network is read: what flows between its layers, and what its parameters are then.
#pragma once

#include <diapir/autodiff/anchor.hpp>
#include <diapir/autodiff/tape.hpp>
#include <diapir/core/shared_tensor.hpp>
#include <diapir/core/tensor.hpp>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Computed.
template <class T>
struct evaluation {
    using scalar = T;
    using value = tensor<T>;
    using parameter = shared_tensor<T>;
};

/// Recorded for derivatives, by the input and by all parameters.
template <class T>
struct tangents {
    using scalar = T;
    using value = variable<point<T>>;
    using parameter = variable<point<T>>;
};

/// Recorded for secants from references to inputs.
template <class T>
struct secants {
    using scalar = T;
    using value = variable<chord<T>>;
    using parameter = shared_tensor<T>;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
