// Normalization within a sample, which is the same in training and after it: of groups of channels (Wu and He 2018;
// torch's GroupNorm) and of the channels of a pixel (Ba, Kiros and Hinton 2016; Keras' LayerNormalization).
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/nn/graph/parameter_description.hpp>
#include <diapir/ops/channel_affine.hpp>
#include <diapir/ops/standardize.hpp>

#include <cmath>
#include <cstddef>
#include <string>

namespace diapir::inline DIAPIR_TARGET::nn {

namespace detail {

inline void require_epsilon(const char* layer, double value) {
    // of equal numbers it is all there is
    require(value > 0 && std::isfinite(value), layer, ": expected an epsilon above 0, got ", value);
}
inline parameter_descriptions scale_and_shift(const shape& x) {
    return {{"gamma", {x.back()}, initializer::ones}, {"beta", {x.back()}}};
}

}  // namespace detail

/// {..., channels} -> {..., channels}: gamma (x - mean) / sqrt(variance + epsilon) + beta, over the pixels and
/// consecutive channels of each of `groups` groups. Parameters: gamma and beta {channels}.
struct group_normalization {
    std::size_t groups = 8;
    double epsilon = 1e-5;

    std::string type() const { return "GroupNormalization"; }
    shape output(const shape& x) const {
        require(groups > 0 && x.back() % groups == 0, "group_normalization: expected channels that ", groups,
                " groups divide, got ", x);
        detail::require_epsilon("group_normalization", epsilon);
        return x;
    }
    parameter_descriptions parameters(const shape& x) const { return detail::scale_and_shift(x); }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        return channel_affine(group_standardize(x, groups, epsilon), context.parameter(0), context.parameter(1));
    }
};

/// The same over the channels of each pixel.
struct layer_normalization {
    double epsilon = 1e-3;

    std::string type() const { return "LayerNormalization"; }
    shape output(const shape& x) const {
        detail::require_epsilon("layer_normalization", epsilon);
        return x;
    }
    parameter_descriptions parameters(const shape& x) const { return detail::scale_and_shift(x); }
    template <class Context, class X>
    X operator()(Context& context, const X& x) const {
        return channel_affine(channel_standardize(x, epsilon), context.parameter(0), context.parameter(1));
    }
};

}  // namespace diapir::inline DIAPIR_TARGET::nn
