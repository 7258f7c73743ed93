// Dropout of whole channels (Tompson et al. 2015; Keras 2.8 SpatialDropout2D): neighboring pixels are too alike for
// single ones to be missed.
#pragma once

#include <diapir/autodiff/operation.hpp>
#include <diapir/core/error.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/dropout.hpp>

#include <type_traits>
#include <utility>

namespace diapir::inline DIAPIR_TARGET {

namespace ops {

struct spatial_dropout_function {
    /// Drops each channel of each sample of x {n, rows, cols, channels} with probability `rate` in [0, 1) and scales
    /// the rest by 1 / (1 - rate). Which are dropped depends on the key and on the place of channel and sample alone.
    /// Throws argument_error for another rate, and unless x is a batch.
    template <operand X>
    auto operator()(X&& x, double rate, random_key key) const {
        using T = typename diapir::detail::argument_traits<std::remove_cvref_t<X>>::value_type;
        const tensor<T>& image = value_of(x);
        require(image.is_batch(), "spatial_dropout: expected a batch of activations, got a plain tensor ",
                image.shape());
        require(rate >= 0 && rate < 1, "spatial_dropout: the rate must be in [0, 1), got ", rate);
        return multiply(std::forward<X>(x), dropout_factors(image.batch_like(image.channels(), 1, 1), rate, key));
    }
};

}  // namespace ops

inline constexpr ops::spatial_dropout_function spatial_dropout{};

}  // namespace diapir::inline DIAPIR_TARGET
