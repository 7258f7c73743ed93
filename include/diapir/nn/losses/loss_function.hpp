// What a loss is: it maps logits and targets to one number and gives the slope of that number by the logits.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>

#include <array>
#include <concepts>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// logits and targets are batches of one shape; where the last argument is not null it receives d loss / d logits, zero
/// in empty lanes. The loss of a batch should be the mean over its samples; one that is not has sums too, see
/// loss_of_sums.
template <class L>
concept loss_function = requires(const L& l, const tensor<float>& f, tensor<float>* df, const tensor<double>& d,
                                 tensor<double>* dd) {
    { l(f, f, df) } -> std::convertible_to<double>;
    { l(d, d, dd) } -> std::convertible_to<double>;
    { l.name() } -> std::convertible_to<std::string>;
};

/// A loss that takes factors too: weights is a batch {n, rows or 1, cols or 1, 1}, and the loss the mean over all
/// elements, of which there are as many as without, of factor times loss (Keras' sample_weight).
template <class L>
concept weighted_loss = loss_function<L> &&
    requires(const L& l, const tensor<float>& f, tensor<float>* df, const tensor<double>& d, tensor<double>* dd) {
    { l(f, f, f, df) } -> std::convertible_to<double>;
    { l(d, d, d, dd) } -> std::convertible_to<double>;
};

/// A loss that is not for every network: check(output, end) throws argument_error where it cannot be that of one with
/// that output {rows, cols, channels} or {channels} and that activation at its end, which is not part of the logits.
template <class L>
concept loss_of_endings = loss_function<L> && requires(const L& l, const shape& output, activation end) {
    l.check(output, end);
};

/// Two sums over the samples of a set.
using loss_sums = std::array<double, 2>;

/// A loss that is a function of two sums over the whole set, and not the mean over the losses of its batches. sums
/// gives those of a batch, of_sums the loss of what they add up to.
template <class L>
concept loss_of_sums = loss_function<L> &&
    requires(const L& l, const tensor<float>& f, const tensor<double>& d, const loss_sums& sums) {
    { l.sums(f, f) } -> std::same_as<loss_sums>;
    { l.sums(d, d) } -> std::same_as<loss_sums>;
    { l.of_sums(sums) } -> std::convertible_to<double>;
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
