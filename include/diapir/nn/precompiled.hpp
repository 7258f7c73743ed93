// What diapir::nn costs the compiler, paid once: the kernels and the training of U-Nets for float and double, declared
// here and defined in the library diapir::precompiled. Programs that link it define DIAPIR_PRECOMPILED (with CMake,
// linking does) and get this from nn/networks/unet.hpp. Both must be compiled for the same instruction set; where they
// are not, linking fails and says so.
#pragma once

#if defined(DIAPIR_PRECOMPILED) || defined(DIAPIR_PRECOMPILED_SOURCE)

#include <diapir/nn/networks/unet.hpp>
#include <diapir/nn/training/train_on_batch.hpp>
#include <diapir/nn/training/trainer.hpp>
#include <diapir/nn/training/training_state.hpp>

#include <cstddef>
#include <cstdint>

namespace diapir::inline DIAPIR_TARGET::detail {

/// Defined in diapir::precompiled for the instruction set that it was compiled for, known by its registers.
template <std::size_t FloatsPerRegister, std::size_t Registers>
struct diapir_precompiled_is_for_another_instruction_set {
    static const bool no;
};

}  // namespace diapir::inline DIAPIR_TARGET::detail

#ifdef DIAPIR_PRECOMPILED_SOURCE
#define DIAPIR_INSTANCE template
#else
#define DIAPIR_INSTANCE extern template
#endif

#define DIAPIR_INSTANCES(T)                                                                                           \
    namespace diapir::inline DIAPIR_TARGET::kernels {                                                                 \
    DIAPIR_INSTANCE void convolve<T>(const tensor<T>&, const kernel_view<T>&, const T*, const window_axis&,           \
                                     const window_axis&, tensor<T>&);                                                 \
    DIAPIR_INSTANCE void convolve_adjoint<T>(const tensor<T>&, const kernel_view<T>&, const T*, const window_axis&,   \
                                             const window_axis&, tensor<T>&);                                         \
    DIAPIR_INSTANCE void convolution_gradient<T>(const tensor<T>&, const tensor<T>&, const window_axis&,              \
                                                 const window_axis&, tensor<T>&);                                     \
    DIAPIR_INSTANCE void bias_gradient<T>(const tensor<T>&, tensor<T>&);                                              \
    DIAPIR_INSTANCE void max_pool<T>(const tensor<T>&, const window_axis&, const window_axis&, tensor<T>&,            \
                                     tensor<T>*);                                                                     \
    DIAPIR_INSTANCE void gather_winner<T>(const tensor<T>&, const tensor<T>&, const tensor<T>*, const window_axis&,   \
                                          const window_axis&, tensor<T>&);                                            \
    DIAPIR_INSTANCE void scatter_winner<T>(const tensor<T>&, const tensor<T>&, const tensor<T>*, const window_axis&,  \
                                           const window_axis&, tensor<T>&);                                           \
    }                                                                                                                 \
    namespace diapir::inline DIAPIR_TARGET::nn {                                                                      \
    DIAPIR_INSTANCE class unet<T>;                                                                                    \
    DIAPIR_INSTANCE class trainer<unet<T>>;                                                                           \
    DIAPIR_INSTANCE batch_result<T> train_on_batch<unet<T>, T>(unet<T>&, const tensor<T>&, const tensor<T>&,          \
                                                               const any_loss&, const optimizer&, training_state<T>&, \
                                                               std::uint64_t);                                        \
    }

DIAPIR_INSTANCES(float)
DIAPIR_INSTANCES(double)

namespace diapir::inline DIAPIR_TARGET::detail {

using precompiled_check = diapir_precompiled_is_for_another_instruction_set<simd::width<float>, simd::registers>;
#ifdef DIAPIR_PRECOMPILED_SOURCE
template <>
const bool precompiled_check::no = true;
#else
[[gnu::used]] inline const bool* const same_instruction_set = &precompiled_check::no;
#endif

}  // namespace diapir::inline DIAPIR_TARGET::detail

#undef DIAPIR_INSTANCES
#undef DIAPIR_INSTANCE

#endif
