// The trainable tensors of a network, by name.
#pragma once

#include <diapir/core/random.hpp>
#include <diapir/core/tensor.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::nn {

/// A named tensor, such as "conv2d_1/kernel" {rows, cols, in, out}.
template <class T>
struct parameter {
    std::string name;
    tensor<T> value;
};

/// All parameters of a network, in the order in which Keras lists a model's weights.
template <class T>
using parameters = std::vector<parameter<T>>;

template <class T>
std::size_t parameter_count(const parameters<T>& p) {
    std::size_t count = 0;
    for (const auto& each : p) count += each.value.size();
    return count;
}

/// A kernel {rows, cols, a, b} with elements uniform in +-sqrt(6 / (fan_in + fan_out)), the fans being rows * cols * a
/// and rows * cols * b (Glorot and Bengio 2010; Keras 2.8 GlorotUniform). A function of (seed, stream) alone.
template <class T>
tensor<T> glorot_uniform(const shape& kernel, std::uint64_t seed, std::uint64_t stream) {
    require(kernel.axes() == 4, "glorot_uniform: expected a kernel {rows, cols, in, out}, got ", kernel);
    const auto cells = static_cast<double>(kernel[0] * kernel[1]);
    const double limit = std::sqrt(6 / (cells * static_cast<double>(kernel[2] + kernel[3])));
    random_stream random(seed, stream);
    tensor<T> w(kernel);
    for (T& e : w) e = static_cast<T>(random.uniform(-limit, limit));
    return w;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
