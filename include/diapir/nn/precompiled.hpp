// What networks cost the compiler, paid once: networks and their layers for float and double, declared
// here and defined in the library diapir::precompiled. Programs that link it define DIAPIR_PRECOMPILED (with CMake,
// linking does) and get this from nn/networks/network.hpp. The kernels of the library are in kernels/dispatch.hpp.
#pragma once

#include <diapir/core/target.hpp>

#if defined(DIAPIR_EXTERN_TEMPLATES) || defined(DIAPIR_PRECOMPILED_SOURCE)

#include <diapir/nn/layers/activations.hpp>
#include <diapir/nn/layers/batch_normalization.hpp>
#include <diapir/nn/layers/conv2d.hpp>
#include <diapir/nn/layers/conv2d_transpose.hpp>
#include <diapir/nn/layers/dense.hpp>
#include <diapir/nn/layers/depthwise_conv2d.hpp>
#include <diapir/nn/layers/dropout.hpp>
#include <diapir/nn/layers/fit_poolings.hpp>
#include <diapir/nn/layers/global_pool2d.hpp>
#include <diapir/nn/layers/merge.hpp>
#include <diapir/nn/layers/pool2d.hpp>
#include <diapir/nn/layers/resize2d.hpp>
#include <diapir/nn/layers/sample_normalization.hpp>
#include <diapir/nn/networks/network.hpp>

#ifdef DIAPIR_PRECOMPILED_SOURCE
#define DIAPIR_INSTANCE template
#else
#define DIAPIR_INSTANCE extern template
#endif

namespace diapir::inline DIAPIR_TARGET::nn {

#define DIAPIR_INSTANCES(T) DIAPIR_INSTANCE class network<T>;
DIAPIR_INSTANCES(float)
DIAPIR_INSTANCES(double)

#define DIAPIR_LAYERS(LAYER)      \
    LAYER(conv2d)                 \
    LAYER(depthwise_conv2d)       \
    LAYER(spatial_dropout)        \
    LAYER(conv2d_transpose)       \
    LAYER(max_pool2d)             \
    LAYER(average_pool2d)         \
    LAYER(global_average_pool2d)  \
    LAYER(global_max_pool2d)      \
    LAYER(dense)                  \
    LAYER(flatten)                \
    LAYER(batch_normalization)    \
    LAYER(group_normalization)    \
    LAYER(layer_normalization)    \
    LAYER(dropout)                \
    LAYER(detail::concatenation)  \
    LAYER(detail::addition)       \
    LAYER(detail::multiplication) \
    LAYER(pad_to_multiple)        \
    LAYER(detail::cropping)       \
    LAYER(upsample2d)             \
    LAYER(detail::resizing)       \
    LAYER(relu)                   \
    LAYER(gelu)                   \
    LAYER(silu)                   \
    LAYER(softplus)               \
    LAYER(sigmoid)                \
    LAYER(tanh)                   \
    LAYER(softmax)                \
    LAYER(leaky_relu)             \
    LAYER(elu)                    \
    LAYER(clamp)
#define DIAPIR_LAYER(L) DIAPIR_INSTANCE class layer_model<L>;
DIAPIR_LAYERS(DIAPIR_LAYER)

}  // namespace diapir::inline DIAPIR_TARGET::nn

#undef DIAPIR_LAYER
#undef DIAPIR_LAYERS
#undef DIAPIR_INSTANCES
#undef DIAPIR_INSTANCE

#endif
