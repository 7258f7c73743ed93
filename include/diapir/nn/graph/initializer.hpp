// The values that parameters have before training.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/random.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Glorot and Bengio 2010 keep the variance of activations and gradients alike, He et al. 2015 that of activations
/// behind a ReLU.
enum class initializer { zeros, ones, glorot_uniform, glorot_normal, he_uniform, he_normal };

namespace detail {

/// The inputs and outputs of one output and input: {in, out}, or cells of the window times {..., in, out}.
struct fans {
    double in, out;

    explicit fans(const shape& kernel) {
        require(kernel.axes() >= 2, "initializer: expected a kernel {..., in, out}, got ", kernel);
        double cells = 1;
        for (std::size_t axis = 0; axis + 2 < kernel.axes(); ++axis) cells *= static_cast<double>(kernel[axis]);
        in = cells * static_cast<double>(kernel[kernel.axes() - 2]);
        out = cells * static_cast<double>(kernel.back());
    }
};

}  // namespace detail

/// A parameter of that shape, {..., in, out} but for zeros and ones; a function of (seed, stream) alone. The fans are
/// those of Keras 2.8; normal values are not truncated. Throws argument_error for a shape of fewer than two axes.
template <class T>
tensor<T> initial_values(initializer how, const shape& s, std::uint64_t seed, std::uint64_t stream) {
    if (how == initializer::zeros) return tensor<T>(s, T{0});
    if (how == initializer::ones) return tensor<T>(s, T{1});
    const detail::fans fans(s);
    const bool he = how == initializer::he_uniform || how == initializer::he_normal;
    const double variance = he ? 2 / fans.in : 2 / (fans.in + fans.out);
    random_stream random(seed, stream);
    tensor<T> w(s);
    if (how == initializer::he_normal || how == initializer::glorot_normal) {
        for (T& e : w) e = static_cast<T>(std::sqrt(variance) * random.normal());
    } else {
        const double limit = std::sqrt(3 * variance);
        for (T& e : w) e = static_cast<T>(random.uniform(-limit, limit));
    }
    return w;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
