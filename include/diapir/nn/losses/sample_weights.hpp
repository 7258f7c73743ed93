// Factors by which some samples, or some of their pixels, count more or less in a loss than others.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// Throws argument_error, in the name of a loss, unless weights are a batch {n, rows or 1, cols or 1, 1} of
/// finite numbers that are not negative, for the samples of `logits`.
template <class T>
void check_weights(const char* name, const tensor<T>& weights, const tensor<T>& logits) {
    require(weights.is_batch() && weights.samples() == logits.samples() && weights.lanes() == logits.lanes() &&
                weights.channels() == 1 && (weights.rows() == 1 || weights.rows() == logits.rows()) &&
                (weights.cols() == 1 || weights.cols() == logits.cols()),
            name, ": expected weights of one channel, of samples or of their pixels, for predictions ", logits.shape(),
            ", got ", weights.shape());
    check_range(name, "weights at least 0", weights, T{0}, std::numeric_limits<T>::max());
}

/// A weight for every element of `logits`: that of its sample, row or pixel. Throws as check_weights does.
template <class T>
tensor<T> spread_weights(const char* name, const tensor<T>& weights, const tensor<T>& logits) {
    check_weights(name, weights, logits);
    const std::size_t lanes = logits.lanes(), rows = logits.rows(), cols = logits.cols();
    const std::size_t row_step = weights.rows() == 1 ? 0 : weights.cols() * lanes;
    const std::size_t col_step = weights.cols() == 1 ? 0 : lanes;
    tensor<T> spread = logits.like();
    T* to = spread.data();
    for (std::size_t block = 0; block < logits.blocks(); ++block)
        for (std::size_t channel = 0; channel < logits.channels(); ++channel)
            for (std::size_t row = 0; row < rows; ++row) {
                const T* from = weights.data() + block * weights.block_size() + row * row_step;
                for (std::size_t col = 0; col < cols; ++col, to += lanes, from += col_step)
                    std::copy(from, from + lanes, to);
            }
    return spread;
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
