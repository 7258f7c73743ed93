// The mean over samples and pixels of a loss that is known for one pixel, and its gradient.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// Throws argument_error, in the name of a loss, unless both are batches of one shape.
template <class T>
void check_targets(const char* name, const tensor<T>& logits, const tensor<T>& targets) {
    require(logits.is_batch() && targets.is_batch() && logits.shape() == targets.shape(), name,
            ": expected predictions and targets of one shape, got ", logits.shape(), " and ", targets.shape());
}

/// The number of elements of a batch that belong to samples.
template <class T>
double element_count(const tensor<T>& t) {
    return static_cast<double>(t.samples() * t.channels() * t.rows() * t.cols());
}

/// Calls f(offset, lanes that hold samples) for the lanes of every pixel.
template <class T, class F>
void for_each_pixel(const tensor<T>& t, const F& f) {
    const std::size_t lanes = t.lanes(), size = t.block_size();
    for (std::size_t block = 0; block < t.blocks(); ++block) {
        const std::size_t filled = std::min(lanes, t.samples() - block * lanes);
        for (std::size_t i = 0; i < size; i += lanes) f(block * size + i, filled);
    }
}

/// The mean of value(z, y) over all elements that belong to samples. Where `gradient` is not null it receives
/// slope(z, y) divided by their number, and zero in empty lanes. Both functions take registers and plain numbers.
template <class T, class Value, class Slope>
double mean_loss(const tensor<T>& z, const tensor<T>& y, tensor<T>* gradient, const Value& value, const Slope& slope) {
    const double share = 1 / element_count(z);
    tensor<T> values = z.like();
    ops::transform(z.size(), values.data(), value, z.data(), y.data());
    if (gradient) {
        const auto scaled = [&, factor = static_cast<T>(share)](auto zs, auto ys) {
            using V = decltype(zs);
            return V(slope(zs, ys) * V(factor));
        };
        ops::transform(z.size(), gradient->data(), scaled, z.data(), y.data());
    }
    double sum = 0;
    for_each_pixel(z, [&](std::size_t at, std::size_t filled) {
        for (std::size_t i = at; i < at + filled; ++i) sum += static_cast<double>(values[i]);
        if (gradient) std::fill(gradient->data() + at + filled, gradient->data() + at + z.lanes(), T{0});
    });
    return sum * share;
}

/// Keras' epsilon, with which probabilities are clipped and logarithms are finite.
inline constexpr double epsilon = 1e-7;

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
