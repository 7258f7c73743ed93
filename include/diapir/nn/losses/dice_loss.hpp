// The Dice loss of a segmentation (Milletari et al. 2016): how little prediction and truth overlap.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/sigmoid.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/layers/activation.hpp>
#include <diapir/nn/losses/loss_function.hpp>
#include <diapir/nn/losses/mean_loss.hpp>
#include <diapir/nn/losses/target_values.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// 1 - (2 sum(p y) + smooth) / (sum(p) + sum(y) + smooth), summed over all pixels of all samples: of a batch in
/// training, of the whole set where a set is evaluated. Without smoothing, no truth and no prediction have no loss.
struct dice_loss {
    double smooth = 1;

    std::string name() const { return "dice_loss"; }
    /// Throws argument_error unless the network ends in a sigmoid.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::sigmoid, end); }

    /// Throws argument_error unless logits and targets are batches of one shape, targets are in 0 ... 1 and smooth is
    /// finite and not negative.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        const loss_sums s = sums(logits, targets);
        detail::check_gradient("dice_loss", logits, targets, gradient);
        const double top = 2 * s[0] + smooth, bottom = s[1] + smooth;
        if (gradient) {
            std::fill(gradient->begin(), gradient->end(), T{0});
            if (bottom == 0) return 0;
            detail::for_each_pixel(logits, [&](std::size_t at, std::size_t filled) {
                for (std::size_t i = at; i < at + filled; ++i) {
                    const double p = simd::sigmoid(static_cast<double>(logits[i])), y = static_cast<double>(targets[i]);
                    (*gradient)[i] = static_cast<T>((top / bottom - 2 * y) / bottom * p * (1 - p));
                }
            });
        }
        return of_sums(s);
    }

    /// sum(p y) and sum(p) + sum(y).
    template <class T>
    loss_sums sums(const tensor<T>& logits, const tensor<T>& targets) const {
        require(smooth >= 0 && std::isfinite(smooth), "dice_loss: expected smooth at least 0, got ", smooth);
        detail::check_targets("dice_loss", logits, targets, detail::target_values::shares);
        loss_sums s{};
        detail::for_each_pixel(logits, [&](std::size_t at, std::size_t filled) {
            for (std::size_t i = at; i < at + filled; ++i) {
                const double p = simd::sigmoid(static_cast<double>(logits[i])), y = static_cast<double>(targets[i]);
                s[0] += p * y;
                s[1] += p + y;
            }
        });
        return s;
    }
    double of_sums(const loss_sums& s) const {
        return s[1] + smooth == 0 ? 0 : 1 - (2 * s[0] + smooth) / (s[1] + smooth);
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
