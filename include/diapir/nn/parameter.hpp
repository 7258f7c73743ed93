// The trainable tensors of a network, by name.
#pragma once

#include <diapir/core/tensor.hpp>
#include <diapir/nn/graph/initializer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
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
    bool trainable = true;  ///< false for what layers keep for themselves, such as running means, and what is frozen
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

namespace detail {

template <class T>
bool all_finite(const tensor<T>& t) {
    return std::all_of(t.begin(), t.end(), [](T v) { return std::isfinite(v); });
}

}  // namespace detail

/// The first parameter that is trained and has a number that is not finite; null where there is none.
template <class T>
const parameter<T>* first_not_finite(const parameters<T>& p) {
    for (const auto& each : p)
        if (each.trainable && !detail::all_finite(each.value)) return &each;
    return nullptr;
}

/// A kernel {..., in, out} with elements uniform in +-sqrt(6 / (fan_in + fan_out)), for networks without layers; see
/// initial_values.
template <class T>
tensor<T> glorot_uniform(const shape& kernel, std::uint64_t seed, std::uint64_t stream) {
    return initial_values<T>(initializer::glorot_uniform, kernel, seed, stream);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn
