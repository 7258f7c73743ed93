// The logistic function, for registers and plain numbers, at every distance from zero.
#pragma once

#include <diapir/core/simd.hpp>

namespace diapir::inline DIAPIR_TARGET::simd {

namespace detail {

/// A value that is what it is alone: the compiler may not fuse its last product with a sum that it goes into, which it
/// does or not as it inlines.
template <class V>
V rounded(V v) {
    if constexpr (is_pack<V>) hold_in_register(v);
    return v;
}

/// 1 / (1 + exp(-v)), given e = exp(-|v|), which cannot overflow.
template <class V>
V sigmoid_from(const V& v, const V& e) {
    return select(v >= V(0), V(1), e) / (V(1) + e);
}

}  // namespace detail

/// 1 / (1 + exp(-v)). Small values keep their digits: 1 - sigmoid(v) is best had as sigmoid(-v). NaN stays NaN.
template <class V>
V sigmoid(const V& v) {
    return detail::sigmoid_from(v, detail::rounded(exp(V(-abs(v)))));
}

}  // namespace diapir::inline DIAPIR_TARGET::simd
