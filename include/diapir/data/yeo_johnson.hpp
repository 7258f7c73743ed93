// The power transform of Yeo and Johnson, A new family of power transformations to improve normality or symmetry,
// Biometrika 87, 2000, and its inverse; for scalars and for registers.
//
// With l = sign(x) log(1 + |x|), and k = lambda where x >= 0 and lambda - 2 elsewhere, the transform is (exp(k l) - 1)
// / k, or l where k = 0.
#pragma once

#include <diapir/core/simd.hpp>

#include <cmath>

namespace diapir::inline DIAPIR_TARGET::data {

/// sign(x) log(1 + |x|)
template <class V>
V signed_log1p(const V& x) {
    const V l = simd::log1p(simd::abs(x));
    return simd::select(x < V(0.0), V(-l), l);
}

/// The exponents k of a lambda. An exponent of 0 is replaced by one so small that the formulas give their limit.
class yeo_johnson {
public:
    explicit yeo_johnson(double lambda) : positive_(nonzero(lambda)), negative_(nonzero(lambda - 2)) {}

    template <class V>
    V operator()(const V& x) const {
        return of_log(signed_log1p(x));
    }
    /// The transform of the x whose signed_log1p is l.
    template <class V>
    V of_log(const V& l) const {
        const V k = simd::select(l < V(0.0), V(negative_), V(positive_));
        return simd::expm1(V(k * l)) / k;
    }
    /// The x whose transform is y; NaN for a y that no x has.
    template <class V>
    V inverse(const V& y) const {
        const V k = simd::select(y < V(0.0), V(negative_), V(positive_));
        const V l = simd::log1p(V(k * y)) / k, x = simd::expm1(simd::abs(l));
        return simd::select(l < V(0.0), V(-x), x);
    }

private:
    /// 0 becomes what is as good: half its product with any signed_log1p, 710 at most, is less than rounding.
    static double nonzero(double k) { return std::abs(k) < 1e-19 ? 1e-19 : k; }

    double positive_, negative_;
};

}  // namespace diapir::inline DIAPIR_TARGET::data
