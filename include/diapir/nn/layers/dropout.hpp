// Dropout (Srivastava et al. 2014), as Keras' Dropout.
#pragma once

#include <diapir/core/shape.hpp>
#include <diapir/ops/dropout.hpp>
#include <diapir/ops/spatial_dropout.hpp>

#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

/// Drops each element with probability `rate` in training; does nothing else.
struct dropout {
    double rate;

    static constexpr bool in_place = true;
    std::string type() const { return "Dropout"; }
    shape output(const shape& x) const {
        require(rate >= 0 && rate < 1, "dropout: the rate must be in [0, 1), got ", rate);
        return x;
    }
    template <class Context, class X>
    X operator()(Context& context, X x) const {
        if (!context.training() || rate == 0) return x;
        return diapir::dropout(x, rate, context.next_key());
    }
};

/// Drops each channel of a sample with probability `rate` in training, as Keras' SpatialDropout2D; does nothing else.
struct spatial_dropout {
    double rate;

    static constexpr bool in_place = true;
    std::string type() const { return "SpatialDropout2D"; }
    shape output(const shape& x) const {
        require(rate >= 0 && rate < 1, "spatial_dropout: the rate must be in [0, 1), got ", rate);
        return x;
    }
    template <class Context, class X>
    X operator()(Context& context, X x) const {
        if (!context.training() || rate == 0) return x;
        return diapir::spatial_dropout(x, rate, context.next_key());
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
