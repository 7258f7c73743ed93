// Which instruction set the kernels of a program run on.
#pragma once

#include <diapir/core/target.hpp>

#include <string_view>

namespace diapir::common {

/// The name of what `kernels_in_use` gives; defined in diapir::precompiled.
std::string_view name_of_kernels_in_use();

}  // namespace diapir::common

namespace diapir::inline DIAPIR_TARGET {

/// The instruction set of the kernels. A program that links diapir::precompiled carries several ("sse2", "avx2" with
/// FMA, "avx512") and uses the best that its processor has, or the one that the environment variable
/// DIAPIR_INSTRUCTION_SET names where it is not empty; throws argument_error where that one cannot be had. Any other
/// program has one, which was chosen when it was compiled, such as "sse2" or "fma3_avx2".
inline std::string_view instruction_set() {
#ifdef DIAPIR_PRECOMPILED
    return common::name_of_kernels_in_use();
#else
#define DIAPIR_TEXT_OF(name) #name
#define DIAPIR_NAME_OF(target) DIAPIR_TEXT_OF(target)
    return DIAPIR_NAME_OF(DIAPIR_TARGET);
#undef DIAPIR_NAME_OF
#undef DIAPIR_TEXT_OF
#endif
}

}  // namespace diapir::inline DIAPIR_TARGET
