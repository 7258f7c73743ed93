// The Tversky loss of a segmentation (Salehi et al. 2017): the Dice loss with a price of its own for each kind of
// error.
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

/// 1 - (tp + smooth) / (tp + alpha fp + beta fn + smooth) with tp = sum(p y), fp = sum(p (1 - y)) and fn = sum((1 - p)
/// y), over all pixels of all samples: of a batch in training, of the whole set where a set is evaluated. With alpha =
/// beta = 1/2 it is the Dice loss of twice the smoothing. Without smoothing, no truth and no prediction have no loss.
struct tversky_loss {
    double alpha = 0.3;  ///< the price of what is predicted and not there
    double beta = 0.7;   ///< the price of what is there and not predicted
    double smooth = 1;

    std::string name() const { return "tversky_loss"; }
    /// Throws argument_error unless the network ends in a sigmoid.
    void check(const shape&, activation end) const { detail::require_end(name(), activation::sigmoid, end); }

    /// Throws argument_error unless logits and targets are batches of one shape, targets are in 0 ... 1 and the options
    /// are finite and not negative.
    template <class T>
    double operator()(const tensor<T>& logits, const tensor<T>& targets, tensor<T>* gradient) const {
        const loss_sums s = sums(logits, targets);
        detail::check_gradient("tversky_loss", logits, targets, gradient);
        const double top = s[0] + smooth, bottom = s[1] + smooth;
        if (gradient) {
            std::fill(gradient->begin(), gradient->end(), T{0});
            if (bottom == 0) return 0;
            detail::for_each_pixel(logits, [&](std::size_t at, std::size_t filled) {
                for (std::size_t i = at; i < at + filled; ++i) {
                    const double p = simd::sigmoid(static_cast<double>(logits[i])), y = static_cast<double>(targets[i]);
                    const double of_bottom = y + alpha * (1 - y) - beta * y;
                    (*gradient)[i] = static_cast<T>((top / bottom * of_bottom - y) / bottom * p * (1 - p));
                }
            });
        }
        return of_sums(s);
    }

    /// tp and tp + alpha fp + beta fn.
    template <class T>
    loss_sums sums(const tensor<T>& logits, const tensor<T>& targets) const {
        for (const double option : {alpha, beta, smooth})
            require(option >= 0 && std::isfinite(option),
                    "tversky_loss: expected alpha, beta and smooth at least 0, got ", option);
        detail::check_targets("tversky_loss", logits, targets, detail::target_values::shares);
        loss_sums s{};
        detail::for_each_pixel(logits, [&](std::size_t at, std::size_t filled) {
            for (std::size_t i = at; i < at + filled; ++i) {
                const double p = simd::sigmoid(static_cast<double>(logits[i])), y = static_cast<double>(targets[i]);
                s[0] += p * y;
                s[1] += p * y + alpha * p * (1 - y) + beta * (1 - p) * y;
            }
        });
        return s;
    }
    double of_sums(const loss_sums& s) const { return s[1] + smooth == 0 ? 0 : 1 - (s[0] + smooth) / (s[1] + smooth); }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
