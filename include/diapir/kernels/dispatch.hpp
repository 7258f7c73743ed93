// In programs that link diapir::precompiled, and so define DIAPIR_PRECOMPILED, the kernels for float and double are
// those of the library: kernels/convolution.hpp and kernels/pool.hpp include this, and every call goes through a table
// of functions. The library itself is made of three kinds of sources:
//   DIAPIR_KERNELS_SOURCE=kernels_for_sse2 (or another set), compiled for that set: the table, under this name;
//   DIAPIR_PRECOMPILED_SOURCE, compiled for any processor: the choice of a table, and what else is compiled once;
//   and the headers of both.
#pragma once

#if defined(DIAPIR_PRECOMPILED) || defined(DIAPIR_KERNELS_SOURCE)

#include <diapir/core/instruction_set.hpp>
#include <diapir/kernels/convolution.hpp>
#include <diapir/kernels/kernel_set.hpp>
#include <diapir/kernels/pool.hpp>

#ifdef DIAPIR_KERNELS_SOURCE

#define DIAPIR_ENTRY(name, parameters, arguments) &kernels::name,
namespace diapir::common {

// A table and no function, so that nothing of this source runs before it is chosen.
extern const kernel_set DIAPIR_KERNELS_SOURCE;
constinit const kernel_set DIAPIR_KERNELS_SOURCE{{DIAPIR_KERNELS(DIAPIR_ENTRY, float)},
                                                 {DIAPIR_KERNELS(DIAPIR_ENTRY, double)}};

}  // namespace diapir::common
#undef DIAPIR_ENTRY

#else

namespace diapir::inline DIAPIR_TARGET::kernels {

#define DIAPIR_SINGLE(name, parameters, arguments)                \
    template <>                                                   \
    inline void name<float> parameters {                          \
        common::kernels_in_use().kernels->singles.name arguments; \
    }
#define DIAPIR_DOUBLE(name, parameters, arguments)                \
    template <>                                                   \
    inline void name<double> parameters {                         \
        common::kernels_in_use().kernels->doubles.name arguments; \
    }
DIAPIR_KERNELS(DIAPIR_SINGLE, float)
DIAPIR_KERNELS(DIAPIR_DOUBLE, double)
#undef DIAPIR_SINGLE
#undef DIAPIR_DOUBLE

}  // namespace diapir::inline DIAPIR_TARGET::kernels

#endif

#ifdef DIAPIR_PRECOMPILED_SOURCE

#include <cstdlib>

namespace diapir::common {

#ifdef DIAPIR_X86_KERNELS
extern const kernel_set kernels_for_sse2, kernels_for_avx2, kernels_for_avx512;
#else
extern const kernel_set kernels_for_default;
#endif

inline carried_kernels kernels_for_this_processor() {
#ifdef DIAPIR_X86_KERNELS
    // The compiler's own test, and not that of xsimd 8, which does not ask whether the system saves the registers.
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl");
    const carried_kernels carried[] = {
        {"sse2", true, &kernels_for_sse2}, {"avx2", avx2, &kernels_for_avx2}, {"avx512", avx512, &kernels_for_avx512}};
#else
#define DIAPIR_TEXT_OF(name) #name
#define DIAPIR_NAME_OF(target) DIAPIR_TEXT_OF(target)
    const carried_kernels carried[] = {{DIAPIR_NAME_OF(DIAPIR_TARGET), true, &kernels_for_default}};
#undef DIAPIR_NAME_OF
#undef DIAPIR_TEXT_OF
#endif
    return chosen_kernels(carried, std::getenv("DIAPIR_INSTRUCTION_SET"));
}

const carried_kernels& kernels_in_use() {
    static const carried_kernels chosen = kernels_for_this_processor();
    return chosen;
}

std::string_view name_of_kernels_in_use() {
    return kernels_in_use().name;
}

}  // namespace diapir::common

#endif
#endif
