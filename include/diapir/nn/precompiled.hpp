// What networks cost the compiler, paid once: the training of U-Nets for float and double, declared here and defined in
// the library diapir::precompiled. Programs that link it define DIAPIR_PRECOMPILED (with CMake, linking does) and get
// this from nn/networks/unet.hpp. The kernels of the library are in kernels/dispatch.hpp.
#pragma once

#include <diapir/core/target.hpp>

#if defined(DIAPIR_EXTERN_TEMPLATES) || defined(DIAPIR_PRECOMPILED_SOURCE)

#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/trainer.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <cstdint>

#ifdef DIAPIR_PRECOMPILED_SOURCE
#define DIAPIR_INSTANCE template
#else
#define DIAPIR_INSTANCE extern template
#endif

namespace diapir::inline DIAPIR_TARGET::nn {

#define DIAPIR_INSTANCES(T)                                                                                           \
    DIAPIR_INSTANCE class unet<T>;                                                                                    \
    DIAPIR_INSTANCE class trainer<unet<T>>;                                                                           \
    DIAPIR_INSTANCE batch_result<T> train_on_batch<unet<T>, T>(unet<T>&, const tensor<T>&, const tensor<T>&,          \
                                                               const any_loss&, const optimizer&, training_state<T>&, \
                                                               std::uint64_t);

DIAPIR_INSTANCES(float)
DIAPIR_INSTANCES(double)

}  // namespace diapir::inline DIAPIR_TARGET::nn

#undef DIAPIR_INSTANCES
#undef DIAPIR_INSTANCE

#endif
