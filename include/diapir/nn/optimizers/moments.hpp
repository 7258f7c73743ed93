// The running means of the gradient and of its square, which Adam and AdamW step by.
#pragma once

#include <diapir/core/simd.hpp>

#include <cstddef>

namespace diapir::inline DIAPIR_TARGET::nn::detail {

/// m = beta_1 m + (1 - beta_1) g and v = beta_2 v + (1 - beta_2) g^2, of `count` numbers each.
template <class T>
void update_moments(double beta_1, double beta_2, std::size_t count, const T* g, T* m, T* v) {
    const T b1 = static_cast<T>(beta_1), b2 = static_cast<T>(beta_2), a1 = static_cast<T>(1 - beta_1),
            a2 = static_cast<T>(1 - beta_2);
    simd::transform(
        count, m, [&](auto mi, auto gi) { return mi * decltype(mi)(b1) + gi * decltype(mi)(a1); }, m, g);
    simd::transform(
        count, v, [&](auto vi, auto gi) { return vi * decltype(vi)(b2) + gi * gi * decltype(vi)(a2); }, v, g);
}

}  // namespace diapir::inline DIAPIR_TARGET::nn::detail
