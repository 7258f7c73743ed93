// What losses demand of the numbers that they are given: a mask of 0 and 255, or a NaN, is a mistake that no training
// should begin with.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>

#include <cstddef>
#include <limits>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// Throws argument_error, in the name of a loss, unless all numbers of the samples of a batch are in low ... high. The
/// message names the first sample of the batch with another one: expected WHAT, got ...
template <class T>
void check_range(const char* name, const char* what, const tensor<T>& batch, T low, T high) {
    std::size_t outside = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) outside += !(batch[i] >= low && batch[i] <= high);
    if (outside == 0) return;
    const std::size_t lanes = batch.lanes(), size = batch.block_size();
    for (std::size_t sample = 0; sample < batch.samples(); ++sample)
        for (std::size_t i = sample / lanes * size + sample % lanes; i < (sample / lanes + 1) * size; i += lanes)
            require(batch[i] >= low && batch[i] <= high, name, ": expected ", what, ", got ", batch[i], " in sample ",
                    sample, " of the batch");  // what empty lanes hold does not matter
}

enum class target_values {
    shares,   ///< how much of an element is of a class: 0, 1, or between
    classes,  ///< the same of several, which add up to 1; a pixel of an image may be of none
    finite    ///< the numbers of a regression
};

/// Throws argument_error, in the name of a loss, unless the targets of each pixel add up to 1, but for rounding to two
/// decimals. Those of one that is not all there is of a sample may be 0.
template <class T>
void check_classes(const char* name, const tensor<T>& targets) {
    tensor<T> sums = targets.batch_like(1, targets.rows(), targets.cols());
    const std::size_t plane = sums.block_size(), channels = targets.channels();
    const bool may_be_none = targets.rows() * targets.cols() > 1;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const T* y = targets.data() + i / plane * plane * channels + i % plane;
        sums[i] = y[0];
        for (std::size_t c = 1; c < channels; ++c) sums[i] += y[c * plane];
        if (may_be_none && sums[i] == 0) sums[i] = 1;
    }
    check_range(name, "targets that add up to 1", sums, T(0.95), T(1.05));
}

/// Throws argument_error, in the name of a loss, for targets of other values.
template <class T>
void check_values(const char* name, const tensor<T>& targets, target_values values) {
    constexpr T most = std::numeric_limits<T>::max();
    if (values == target_values::finite) return check_range(name, "finite targets", targets, -most, most);
    check_range(name, "targets in 0 ... 1", targets, T{0}, T{1});
    if (values == target_values::classes) check_classes(name, targets);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
