// Batch normalization (Ioffe and Szegedy 2015), as Keras' BatchNormalization.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/channel_affine.hpp>
#include <diapir/ops/channel_moments.hpp>
#include <diapir/ops/standardize.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::nn {

/// {..., channels} -> {..., channels}: gamma (x - mean) / sqrt(variance + epsilon) + beta, with the moments of each
/// channel in the batch in training, and else with their running means, to which a batch of N values in a channel gives
/// its variance times N / (N - 1), as Keras 2.8 does for images and torch 1.13 always. Parameters: gamma, beta and, not
/// trained, moving_mean and moving_variance, {channels} each. Where gamma and beta are not trained either, the layer is
/// frozen: it takes the running means in training too, and leaves them as they are, as Keras' with trainable = False.
struct batch_normalization {
    double momentum = 0.99;  ///< share of the running means that a step keeps
    double epsilon = 1e-3;

    std::string type() const { return "BatchNormalization"; }
    shape output(const shape& x) const {
        require(momentum >= 0 && momentum < 1, "batch_normalization: momentum must be in [0, 1), got ", momentum);
        require(epsilon > 0 && std::isfinite(epsilon), "batch_normalization: expected an epsilon above 0, got ",
                epsilon);
        return x;
    }
    parameter_descriptions parameters(const shape& x) const {
        const shape channels{x.back()};
        return {{"gamma", channels, initializer::ones},
                {"beta", channels},
                {"moving_mean", channels, initializer::zeros, false},
                {"moving_variance", channels, initializer::ones, false}};
    }
    bool treats_samples_alike() const { return false; }

    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        using T = typename X::value_type;
        if constexpr (Context::trains) {
            if (context.training() && !context.frozen()) {
                auto moments = channel_moments(value_of(x));
                const double kept = context.momentum(momentum);
                context.remember(2, running(*context.state(2), moments.mean, kept));
                context.remember(3, running(*context.state(3), unbiased(moments.variance, value_of(x)), kept));
                return channel_affine(batch_standardize(x, std::move(moments), epsilon), context.parameter(0),
                                      context.parameter(1));
            }
        }
        tensor<T> inverse = *context.state(3), mean = *context.state(2);
        for (T& v : inverse) v = static_cast<T>(1 / std::sqrt(static_cast<double>(v) + epsilon));
        auto scale = multiply(context.parameter(0), std::move(inverse));
        auto shift = subtract(context.parameter(1), multiply(scale, std::move(mean)));
        return channel_affine(x, std::move(scale), std::move(shift));
    }

private:
    /// Of the batch x: one value has a variance of 0.
    template <class T>
    static tensor<T> unbiased(tensor<T> variance, const tensor<T>& x) {
        const auto count = static_cast<double>(x.samples() * x.rows() * x.cols());
        for (T& v : variance) v = static_cast<T>(static_cast<double>(v) * (count / std::max(count - 1, 1.0)));
        return variance;
    }
    template <class T>
    static tensor<T> running(tensor<T> before, const tensor<T>& now, double kept) {
        if (kept == 0) return now;  // whatever was there before, be it NaN
        for (std::size_t i = 0; i < now.size(); ++i)
            before[i] =
                static_cast<T>(kept * static_cast<double>(before[i]) + (1 - kept) * static_cast<double>(now[i]));
        return before;
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
