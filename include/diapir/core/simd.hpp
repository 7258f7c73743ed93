// The seam to xsimd: one register type for each scalar, and the few functions that kernels and elementwise operations
// use. Every function here also takes plain scalars, so that a formula is written once for both, and gives for them
// what it gives in a lane of a register, but for products that are fused with sums in one and not in the other.
#pragma once

#include <diapir/core/target.hpp>

#include <xsimd/xsimd.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <utility>

namespace diapir::inline DIAPIR_TARGET::simd {

#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
/// A scalar, on processors whose registers xsimd does not know.
template <class T>
using pack = T;

template <class T>
inline constexpr std::size_t width = 1;
#else
/// The widest register of T that the translation unit is compiled for.
template <class T>
using pack = xsimd::batch<T>;

/// How many T a register holds.
template <class T>
inline constexpr std::size_t width = pack<T>::size;
#endif

/// How many registers the instruction set has; kernels choose their tiles by it.
#if defined(__AVX512F__) || defined(__aarch64__)
inline constexpr std::size_t registers = 32;
#else
inline constexpr std::size_t registers = 16;
#endif

template <class V>
inline constexpr bool is_pack = !std::is_arithmetic_v<V>;

namespace detail {

template <class V>
struct number_of {
    using type = V;
};
template <class V>
requires is_pack<V>
struct number_of<V> {
    using type = typename V::value_type;
};

/// Without optimization g++ has macros for intrinsics of AVX-512, with which the logarithms of xsimd 8 do not compile.
#if defined(__AVX512F__) && defined(__GNUC__) && !defined(__clang__) && !defined(__OPTIMIZE__)
constexpr bool log_compiles = false;
#else
constexpr bool log_compiles = true;
#endif

template <class F, class V, class... More>
V lane_by_lane(const F& f, const V& v, const More&... more) {
    typename V::value_type lanes[V::size];
    for (std::size_t i = 0; i < V::size; ++i) lanes[i] = f(v.get(i), more.get(i)...);
    return V::load_unaligned(lanes);
}

}  // namespace detail

/// The type of the numbers that a register holds, or of the scalar itself.
template <class V>
using number = typename detail::number_of<V>::type;

template <class T>
pack<T> load(const T* from) {
    if constexpr (is_pack<pack<T>>) {
        return pack<T>::load_unaligned(from);
    } else {
        return *from;
    }
}
/// The first `count` elements, zeros after them.
template <class T>
pack<T> load_first(const T* from, std::size_t count) {
    T padded[width<T>] = {};
    std::copy(from, from + count, padded);
    return load(padded);
}
template <class T>
void store(T* to, const pack<T>& v) {
    if constexpr (is_pack<pack<T>>) {
        v.store_unaligned(to);
    } else {
        *to = v;
    }
}
template <class T>
pack<T> broadcast(T value) {
    return pack<T>(value);
}
/// The number in every lane, rounded to the type of V, which is a register's or a scalar's.
template <class V>
V constant(double value) {
    return V(static_cast<number<V>>(value));
}
/// Keeps a loaded value in its register. g++ 12 would rather load it again for every use, and loads, not arithmetic,
/// would be the limit.
template <class T>
void hold_in_register([[maybe_unused]] pack<T>& v) {
#if defined(__AVX512F__)
    asm("" : "+v"(v.data));
#elif defined(__x86_64__)
    asm("" : "+x"(v.data));
#elif defined(__aarch64__)
    asm("" : "+w"(v.data));
#endif
}
/// a * b + c
template <class V>
V fma(const V& a, const V& b, const V& c) {
    if constexpr (is_pack<V>) {
        return xsimd::fma(a, b, c);
    } else {
        return a * b + c;
    }
}
/// c - a * b
template <class V>
V fnma(const V& a, const V& b, const V& c) {
    if constexpr (is_pack<V>) {
        return fnma(a, b, c);  // xsimd's, the more special one; it has none where it has no registers
    } else {
        return c - a * b;
    }
}
template <class T>
T first_lane(const pack<T>& v) {
    if constexpr (is_pack<pack<T>>) {
        return v.get(0);
    } else {
        return v;
    }
}
/// The sum over the register's lanes.
template <class T>
T sum(const pack<T>& v) {
    if constexpr (!is_pack<pack<T>>) {
        return v;
    } else if constexpr (requires { reduce_add(v); }) {
        return reduce_add(v);  // xsimd 9 and later
    } else {
        return hadd(v);
    }
}

namespace detail {

/// The lanes of two registers in turn, a0 b0 a1 b1 ..., from lane First of each on. (xsimd's zip_lo does not cross 128
/// bits in all versions, and the haddp of version 8 gives the sums of sixteen floats in another order.)
template <std::size_t First, class T, std::size_t... I>
pack<T> interleaved(const pack<T>& a, const pack<T>& b, std::index_sequence<I...>) {
    using native = typename pack<T>::register_type;
    return pack<T>(native(__builtin_shufflevector(native(a), native(b), (First + I / 2 + I % 2 * width<T>)...)));
}

/// A register whose lane i is the sum over the lanes of v[i * step], for Count registers, repeated over all lanes.
template <std::size_t Count, class T>
pack<T> sums_of(const pack<T>* v, std::size_t step) {
    if constexpr (Count == 1) {
        return *v;
    } else {
        const pack<T> even = sums_of<Count / 2, T>(v, 2 * step), odd = sums_of<Count / 2, T>(v + step, 2 * step);
        constexpr auto lanes = std::make_index_sequence<width<T>>{};
        return interleaved<0, T>(even, odd, lanes) + interleaved<width<T> / 2, T>(even, odd, lanes);
    }
}

}  // namespace detail

/// Adds up the lanes of each register: out[i] is the sum of v[i]. count must be a multiple of the width.
template <class T>
void sum_each(const pack<T>* v, std::size_t count, T* out) {
    for (std::size_t i = 0; i < count; i += width<T>) store(out + i, detail::sums_of<width<T>, T>(v + i, 1));
}

/// Exchanges rows and columns of `width` registers in place.
template <class T>
void transpose([[maybe_unused]] pack<T>* v) {
    if constexpr (width < T >> 1) {
        constexpr auto lanes = std::make_index_sequence<width<T>>{};
        for (std::size_t step = 1; step < width<T>; step *= 2) {
            // Register k becomes the first half of k / 2 and k / 2 + width / 2 interleaved, k + 1 the second.
            pack<T> next[width<T>];
            for (std::size_t k = 0; k < width<T>; k += 2) {
                next[k] = detail::interleaved<0, T>(v[k / 2], v[k / 2 + width<T> / 2], lanes);
                next[k + 1] = detail::interleaved<width<T> / 2, T>(v[k / 2], v[k / 2 + width<T> / 2], lanes);
            }
            std::copy_n(next, width<T>, v);
        }
    }
}

namespace detail {

/// The register, as what compilers compare and choose by.
template <class T, class A>
auto native(const xsimd::batch<T, A>& v) {
    static_assert(std::floating_point<T>);
    return static_cast<typename xsimd::batch<T, A>::register_type>(v);
}
template <class T>
T native(T v) {
    return v;
}

}  // namespace detail

/// a where it is the larger, else b: so b where one is NaN. (xsimd's depends there on its version and on the processor;
/// on x86 this is one instruction, too.)
template <class V>
V max(const V& a, const V& b) {
    const auto x = detail::native(a), y = detail::native(b);
    return V(x > y ? x : y);
}
/// a where it is the smaller, else b: so b where one is NaN.
template <class V>
V min(const V& a, const V& b) {
    const auto x = detail::native(a), y = detail::native(b);
    return V(x < y ? x : y);
}
/// `yes` where the condition holds, else `no`.
template <class M, class V>
V select(const M& condition, const V& yes, const V& no) {
    if constexpr (is_pack<V>) {
        return select(condition, yes, no);  // as in fnma
    } else {
        return condition ? yes : no;
    }
}

/// Where v is not a number. (v != v is false for a NaN in the registers of AVX and AVX-512 of xsimd 8.)
template <class V>
auto is_nan(const V& v) {
    return !(v == v);
}

/// Those of xsimd differ from those of the standard library in the last bits, and where a result hardly fits its type.
/// So a scalar goes through a register, too: equal elements get equal values wherever they lie.
#define DIAPIR_SIMD_FUNCTION(name, compiles)                                                                   \
    template <class V, std::same_as<V>... More>                                                                \
    V name(const V& v, const More&... more) {                                                                  \
        if constexpr (is_pack<V> && compiles) {                                                                \
            return xsimd::name(v, more...);                                                                    \
        } else if constexpr (is_pack<V>) {                                                                     \
            return detail::lane_by_lane([](const auto&... lanes) { return std::name(lanes...); }, v, more...); \
        } else if constexpr (is_pack<pack<V>>) {                                                               \
            return first_lane<V>(simd::name(pack<V>(v), pack<V>(more)...));                                    \
        } else {                                                                                               \
            return std::name(v, more...);                                                                      \
        }                                                                                                      \
    }
DIAPIR_SIMD_FUNCTION(abs, true)
DIAPIR_SIMD_FUNCTION(exp, true)
DIAPIR_SIMD_FUNCTION(expm1, true)
DIAPIR_SIMD_FUNCTION(log, detail::log_compiles)
DIAPIR_SIMD_FUNCTION(log1p, true)
DIAPIR_SIMD_FUNCTION(sqrt, true)
DIAPIR_SIMD_FUNCTION(tanh, true)
DIAPIR_SIMD_FUNCTION(sin, true)
DIAPIR_SIMD_FUNCTION(cos, true)
DIAPIR_SIMD_FUNCTION(atan, true)
DIAPIR_SIMD_FUNCTION(erfc, true)
DIAPIR_SIMD_FUNCTION(pow, detail::log_compiles)
#undef DIAPIR_SIMD_FUNCTION

/// The angle of the point (x, y), in (-pi, pi]; 0 where both are 0. The sign of a y of 0 does not count.
template <class V>
V atan2(const V& y, const V& x) {
    if constexpr (is_pack<V>) {
        return select((x == V(0)) && (y == V(0)), V(0), xsimd::atan2(V(y + V(0)), x));  // -0 + 0 is 0
    } else if constexpr (is_pack<pack<V>>) {
        return first_lane<V>(simd::atan2(pack<V>(y), pack<V>(x)));  // not xsimd's
    } else {
        return x == V(0) && y == V(0) ? V(0) : std::atan2(y + V(0), x);
    }
}

/// Sets out[i] = f(in[i]...) for i below count; f is called with registers, the last of which may be filled up with
/// zeros: an element has one value wherever it lies.
template <class T, class F, class... In>
void transform(std::size_t count, T* out, const F& f, const In*... in) {
    std::size_t i = 0;
    for (; i + width<T> <= count; i += width<T>) store(out + i, pack<T>(f(load(in + i)...)));
    if (i == count) return;
    T last[width<T>];
    store(last, pack<T>(f(load_first(in + i, count - i)...)));
    std::copy_n(last, count - i, out + i);
}

}  // namespace diapir::inline DIAPIR_TARGET::simd
