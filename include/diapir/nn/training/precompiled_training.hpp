// What training costs the compiler, paid once, as nn/precompiled.hpp has it for networks. Programs get this from
// nn/training/trainer.hpp.
#pragma once

#include <diapir/core/target.hpp>

#if defined(DIAPIR_EXTERN_TEMPLATES) || defined(DIAPIR_PRECOMPILED_SOURCE)

#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/trainer.hpp>

#include <type_traits>

#ifdef DIAPIR_PRECOMPILED_SOURCE
#define DIAPIR_INSTANCE template
#else
#define DIAPIR_INSTANCE extern template
#endif

namespace diapir::inline DIAPIR_TARGET::nn {

#define DIAPIR_INSTANCES(T)                                                                                      \
    DIAPIR_INSTANCE class trainer<T>;                                                                            \
    DIAPIR_INSTANCE batch_result<T> train_on_batch<T>(network<T>&, const tensor<T>&, const tensor<T>&,           \
                                                      const step_options&, training_state<T>&, const tensor<T>*, \
                                                      const std::type_identity_t<step_watcher<T>>&);

DIAPIR_INSTANCES(float)
DIAPIR_INSTANCES(double)

}  // namespace diapir::inline DIAPIR_TARGET::nn

#undef DIAPIR_INSTANCES
#undef DIAPIR_INSTANCE

#endif
