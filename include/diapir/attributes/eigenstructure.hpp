// The share of a window's energy in its strongest principal component, for semblance: the eigenstructure coherence of
// Gersztenkorn and Marfurt, Eigenstructure-based coherence computations, Geophysics 64, 1999; as in bruges 0.5.4.
#pragma once

#include <diapir/attributes/section.hpp>

#include <algorithm>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

/// The largest eigenvalue over the trace of symmetric positive semidefinite matrices {n, n}, one in each lane of V; not
/// a number for a matrix of zeros. `power` and `square` are room for n * n values.
///
/// Squares the matrix B = A / tr A, scaled to trace 1, again and again: its eigenvalues are then weights w that gather
/// on the largest ones, and <A, B> is the mean of the eigenvalues of A with these weights. It stops when sum w^2 is
/// within 1e-12 of 1, which bounds the error by 1e-12; after m squarings at worst the error is n / (e 2^m), for equal
/// eigenvalues.
template <class V>
V leading_share(const std::vector<V>& matrix, std::size_t n, std::vector<V>& power, std::vector<V>& square) {
    using T = typename V::value_type;
    const auto dot = [&](const std::vector<V>& a, const std::vector<V>& b) {
        V sum(T(0));
        for (std::size_t i = 0; i < n * n; ++i) sum = simd::fma(a[i], b[i], sum);
        return sum;
    };
    V trace(T(0));
    for (std::size_t i = 0; i < n; ++i) trace = trace + matrix[i * n + i];
    for (std::size_t i = 0; i < n * n; ++i) power[i] = matrix[i] / trace;
    for (int squarings = 0; squarings < 40; ++squarings) {
        const V purity = dot(power, power);
        if (simd::sum(simd::select(purity < V(T(1 - 1e-12)), V(T(1)), V(T(0)))) == 0) break;
        for (std::size_t row = 0; row < n; ++row)
            for (std::size_t col = 0; col <= row; ++col) {
                V sum(T(0));
                for (std::size_t k = 0; k < n; ++k) sum = simd::fma(power[row * n + k], power[col * n + k], sum);
                square[row * n + col] = square[col * n + row] = sum / purity;
            }
        power.swap(square);
    }
    return dot(matrix, power) / trace;
}

/// Fills `to` with the largest eigenvalue of the covariance between the `traces` traces of each window, taken over its
/// `samples` samples, divided by the covariance's trace; edges are reflected. 0 in a window of zeros. Computed in
/// double.
template <class T>
void eigenstructure(const T* from, extents e, std::size_t samples, std::size_t traces, T* to) {
    using V = simd::pack<double>;
    constexpr std::size_t lanes = simd::width<double>;
    std::vector<double> section(from, from + e.size());
    const double unit = unit_factor(section.data(), e.size());
    for (double& amplitude : section) amplitude *= unit;
    // Wide enough for the windows of a whole register beyond the last trace.
    const extents wide{e.samples, e.traces + traces + lanes};
    const std::vector<double> x =
        kernels::extended(section.data(), e.along(axis::trace), traces / 2, traces + lanes - traces / 2, edge::reflect);

    // products[lag] at trace t: the sum over the window's samples of trace t times trace t + lag.
    std::vector<std::vector<double>> products(traces, std::vector<double>(wide.size()));
    std::vector<double> product(wide.size());
    for (std::size_t lag = 0; lag < traces; ++lag) {
        for (std::size_t i = 0; i + lag < wide.size(); ++i) product[i] = x[i] * x[i + lag];
        kernels::window_sum(product.data(), wide.along(axis::sample), samples, edge::reflect, products[lag].data());
    }

    parallel_for(e.samples, [&](std::size_t sample) {
        std::vector<V> covariance(traces * traces), power(traces * traces), square(traces * traces);
        for (std::size_t trace = 0; trace < e.traces; trace += lanes) {
            const std::size_t first = sample * wide.traces + trace;
            V total(0.0);
            for (std::size_t row = 0; row < traces; ++row) {
                total = total + simd::load(&products[0][first + row]);
                for (std::size_t col = 0; col <= row; ++col)
                    covariance[row * traces + col] = covariance[col * traces + row] =
                        simd::load(&products[row - col][first + col]);
            }
            const V share = leading_share(covariance, traces, power, square);
            double result[lanes];
            simd::store(result, V(simd::select(total == V(0.0), V(0.0), share)));
            for (std::size_t lane = 0; lane < std::min(lanes, e.traces - trace); ++lane)
                to[sample * e.traces + trace + lane] = static_cast<T>(std::min(result[lane], 1.0));
        }
    });
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
