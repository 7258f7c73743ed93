// The kernels that diapir::precompiled has once for each of several instruction sets, as tables of functions, and the
// choice of one for the processor that the program runs on.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/tensor.hpp>
#include <diapir/kernels/packed_kernel.hpp>
#include <diapir/kernels/window.hpp>

#include <span>
#include <string>
#include <string_view>

/// One line for each kernel: its name, its parameters, and their names. Parameters are of types that all targets share
/// (see core/target.hpp). The functions are templates of namespace diapir::kernels and return nothing.
#define DIAPIR_KERNELS(KERNEL, T)                                                                                     \
    KERNEL(convolve,                                                                                                  \
           (const tensor<T>& x, const kernel_view<T>& w, const T* bias, const window_axis& rows,                      \
            const window_axis& cols, tensor<T>& y),                                                                   \
           (x, w, bias, rows, cols, y))                                                                               \
    KERNEL(convolve_adjoint,                                                                                          \
           (const tensor<T>& x, const kernel_view<T>& w, const T* bias, const window_axis& rows,                      \
            const window_axis& cols, tensor<T>& y),                                                                   \
           (x, w, bias, rows, cols, y))                                                                               \
    KERNEL(convolution_gradient,                                                                                      \
           (const tensor<T>& x, const tensor<T>& g, const window_axis& rows, const window_axis& cols, tensor<T>& dw), \
           (x, g, rows, cols, dw))                                                                                    \
    KERNEL(bias_gradient, (const tensor<T>& g, tensor<T>& db), (g, db))                                               \
    KERNEL(max_pool,                                                                                                  \
           (const tensor<T>& x, const window_axis& rows, const window_axis& cols, tensor<T>& y, tensor<T>* winner),   \
           (x, rows, cols, y, winner))                                                                                \
    KERNEL(gather_winner,                                                                                             \
           (const tensor<T>& v, const tensor<T>& winner, const tensor<T>* weight, const window_axis& rows,            \
            const window_axis& cols, tensor<T>& y),                                                                   \
           (v, winner, weight, rows, cols, y))                                                                        \
    KERNEL(scatter_winner,                                                                                            \
           (const tensor<T>& w, const tensor<T>& winner, const tensor<T>* weight, const window_axis& rows,            \
            const window_axis& cols, tensor<T>& x),                                                                   \
           (w, winner, weight, rows, cols, x))

namespace diapir::common {

template <class T>
struct kernel_table {
#define DIAPIR_POINTER(name, parameters, arguments) void(*name) parameters;
    DIAPIR_KERNELS(DIAPIR_POINTER, T)
#undef DIAPIR_POINTER
};

/// The kernels of one instruction set.
struct kernel_set {
    kernel_table<float> singles;
    kernel_table<double> doubles;

    template <class T>
    const kernel_table<T>& of() const {
        if constexpr (std::is_same_v<T, float>) {
            return singles;
        } else {
            return doubles;
        }
    }
};

/// A set that a program carries.
struct carried_kernels {
    std::string_view name;
    bool usable;  ///< whether this processor has the instructions
    const kernel_set* kernels;
};

/// The last one that can be used, or the one with the name that `forced` asks for, where it is neither null nor empty.
/// Throws argument_error where there is no such name, or where its kernels cannot be used here.
inline const carried_kernels& chosen_kernels(std::span<const carried_kernels> carried, const char* forced) {
    if (forced && !*forced) forced = nullptr;
    const carried_kernels* best = nullptr;
    std::string names, usable;
    for (const carried_kernels& set : carried) {
        (names += names.empty() ? "" : ", ") += set.name;
        if (!set.usable) continue;
        (usable += usable.empty() ? "" : ", ") += set.name;
        if (!forced || set.name == forced) best = &set;
    }
    if (best) return *best;
    const std::string_view asked = forced ? forced : "nothing";
    for (const carried_kernels& set : carried)
        require(set.name != asked, "DIAPIR_INSTRUCTION_SET: expected one that this processor has (", usable, "), got ",
                asked);
    throw argument_error(concat("DIAPIR_INSTRUCTION_SET: expected one of ", names, ", got '", asked, "'"));
}

/// The kernels that this program uses, chosen at the first call; defined in diapir::precompiled.
const carried_kernels& kernels_in_use();

}  // namespace diapir::common
