// The mean over samples and pixels of a loss that is known for one pixel, and its gradient.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/simd.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/sample_weights.hpp>
#include <diapir/nn/losses/target_values.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// Throws argument_error, in the name of a loss, where the gradient is a tensor that the loss reads too.
template <class T>
void check_apart(const char* name, const tensor<T>& logits, const tensor<T>& targets, const tensor<T>* gradient) {
    require(gradient != &logits, name, ": expected a gradient that is another tensor than the predictions");
    require(gradient != &targets, name, ": expected a gradient that is another tensor than the targets");
}

/// The same unless the gradient is null or has the shape of the logits.
template <class T>
void check_gradient(const char* name, const tensor<T>& logits, const tensor<T>& targets, const tensor<T>* gradient) {
    if (gradient)
        require(gradient->shape() == logits.shape(), name, ": expected a gradient ", logits.shape(), ", got ",
                gradient->shape());
    check_apart(name, logits, targets, gradient);
}

/// The same unless logits and targets are batches of one shape, and targets have such values.
template <class T>
void check_targets(const char* name, const tensor<T>& logits, const tensor<T>& targets, target_values values,
                   const tensor<T>* gradient = nullptr) {
    require(logits.is_batch() && targets.is_batch() && logits.shape() == targets.shape(), name,
            ": expected predictions and targets of one shape, got ", logits.shape(), " and ", targets.shape());
    check_gradient(name, logits, targets, gradient);
    check_values(name, targets, values);
}

/// The same unless the type of the predictions holds an option, whose own type is double.
template <class T>
void check_held(const char* name, const char* option, double value) {
    const T held = static_cast<T>(value);
    require(std::isfinite(held) && (held == 0) == (value == 0), name, ": expected ", option,
            " that the predictions' type holds, got ", value);
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

/// The mean of value(in...) over all elements of `like` that belong to samples. Where `gradient` is not null it
/// receives slope(in...) divided by their number, and zero in empty lanes. Both functions take registers and plain
/// numbers.
template <class T, class Value, class Slope, class... In>
double mean_over_samples(const tensor<T>& like, tensor<T>* gradient, const Value& value, const Slope& slope,
                         const In*... in) {
    const double share = 1 / element_count(like);
    tensor<T> values = like.like();
    ops::transform(like.size(), values.data(), value, in...);
    if (gradient) {
        const auto scaled = [&, factor = static_cast<T>(share)](auto first, auto... others) {
            using V = decltype(first);
            return V(slope(first, others...) * V(factor));
        };
        ops::transform(like.size(), gradient->data(), scaled, in...);
    }
    double sum = 0;
    for_each_pixel(like, [&](std::size_t at, std::size_t filled) {
        for (std::size_t i = at; i < at + filled; ++i) sum += static_cast<double>(values[i]);
        if (gradient) std::fill(gradient->data() + at + filled, gradient->data() + at + like.lanes(), T{0});
    });
    return sum * share;
}

/// The mean of value(z, y) over all elements, with the gradient slope(z, y).
template <class T, class Value, class Slope>
double mean_loss(const tensor<T>& z, const tensor<T>& y, tensor<T>* gradient, const Value& value, const Slope& slope) {
    return mean_over_samples(z, gradient, value, slope, z.data(), y.data());
}

/// The mean of a loss that has a value and a slope for one element.
template <class L, class T>
double mean_loss(const char* name, const L& loss, const tensor<T>& z, const tensor<T>& y, tensor<T>* gradient) {
    check_targets(name, z, y, L::takes, gradient);
    return mean_loss(
        z, y, gradient, [&](auto a, auto b) { return loss.value(a, b); },
        [&](auto a, auto b) { return loss.slope(a, b); });
}
/// The same with factors: the sum of factor times loss, divided by the number of elements.
template <class L, class T>
double mean_loss(const char* name, const L& loss, const tensor<T>& z, const tensor<T>& y, const tensor<T>& weights,
                 tensor<T>* gradient) {
    check_targets(name, z, y, L::takes, gradient);
    const tensor<T> factors = spread_weights(name, weights, z);
    const auto weighted = [](auto w, auto of_one) {  // a weight of 0 takes out what is infinite too
        using V = decltype(w);
        return V(simd::select(w == V(0), V(0), V(w * of_one)));
    };
    return mean_over_samples(
        z, gradient, [&](auto a, auto b, auto w) { return weighted(w, decltype(w)(loss.value(a, b))); },
        [&](auto a, auto b, auto w) { return weighted(w, decltype(w)(loss.slope(a, b))); }, z.data(), y.data(),
        factors.data());
}

/// Keras' epsilon, with which probabilities are clipped and logarithms are finite.
inline constexpr double epsilon = 1e-7;

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
