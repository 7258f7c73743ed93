// The instruction set that a translation unit is compiled for, as a part of every name: what computes lies in
// `namespace diapir::inline DIAPIR_TARGET`. Sources of one program may be compiled for different processors; the linker
// would otherwise take one of two functions of the same name for both. Programs write diapir::relu as ever; the library
// opens `namespace diapir::inline DIAPIR_TARGET::nn {`. What all targets share is in `namespace diapir` itself: errors,
// tensors and their memory, and in diapir::common.
#pragma once

#if __cplusplus < 202002L
#error "diapir: expected C++20 or later, as of -std=c++20"
#endif
// NaN stands for what is missing, and sums are as exact as their order lets them be.
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "diapir: expected numbers as in IEEE 754, got -ffast-math, -Ofast or one of their options; leave them out"
#endif

// What code depends on: xsimd's registers, how many there are, and whether they multiply and add at once; by the names
// of xsimd's architectures. A source that shares no function with others may have named its own.
#if defined(DIAPIR_TARGET)
#elif defined(__AVX512F__) && defined(__AVX512CD__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#define DIAPIR_TARGET avx512bw
#elif defined(__AVX512F__) && defined(__AVX512CD__) && defined(__AVX512DQ__)
#define DIAPIR_TARGET avx512dq
#elif defined(__AVX512F__) && defined(__AVX512CD__)
#define DIAPIR_TARGET avx512cd
#elif defined(__AVX512F__)
#define DIAPIR_TARGET avx512f
#elif defined(__AVX2__) && defined(__FMA__)
#define DIAPIR_TARGET fma3_avx2
#elif defined(__AVX2__)
#define DIAPIR_TARGET avx2
#elif defined(__AVX__) && defined(__FMA__)
#define DIAPIR_TARGET fma3_avx
#elif defined(__AVX__) && defined(__FMA4__)
#define DIAPIR_TARGET fma4
#elif defined(__AVX__)
#define DIAPIR_TARGET avx
#elif defined(__SSE4_2__)
#define DIAPIR_TARGET sse4_2
#elif defined(__SSE4_1__)
#define DIAPIR_TARGET sse4_1
#elif defined(__SSSE3__)
#define DIAPIR_TARGET ssse3
#elif defined(__SSE3__)
#define DIAPIR_TARGET sse3
#elif defined(__SSE2__)
#define DIAPIR_TARGET sse2
#define DIAPIR_BASELINE_TARGET
#elif defined(__aarch64__) && defined(__ARM_FEATURE_SVE_BITS) && __ARM_FEATURE_SVE_BITS > 0
#define DIAPIR_TARGET sve
#elif defined(__aarch64__) || defined(_M_ARM64)
#define DIAPIR_TARGET neon64
#define DIAPIR_BASELINE_TARGET
#elif defined(__ARM_NEON)
#define DIAPIR_TARGET neon
#else
#define DIAPIR_TARGET generic
#define DIAPIR_BASELINE_TARGET
#endif

// diapir::precompiled has instances of templates for the target that compilers take where no flag asks for another (or,
// with DIAPIR_PRECOMPILED_ALIKE, for that of the program). Sources for another target compile their own.
#if defined(DIAPIR_PRECOMPILED) && !defined(DIAPIR_PRECOMPILED_SOURCE) && \
    (defined(DIAPIR_BASELINE_TARGET) || defined(DIAPIR_PRECOMPILED_ALIKE))
#define DIAPIR_EXTERN_TEMPLATES
#endif
#undef DIAPIR_BASELINE_TARGET
