// The share of a window's energy in its strongest principal component, for semblance: the eigenstructure coherence of
// Gersztenkorn and Marfurt, Eigenstructure-based coherence computations, Geophysics 64, 1999; as in bruges 0.5.4.
#pragma once

#include <diapir/attributes/box.hpp>
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::attributes::detail {

/// Throws argument_error, in the name of an attribute, for windows of so many traces that their eigenvalues take no end
/// of time: it grows with the cube of them.
inline void require_few_traces(const char* name, std::size_t traces) {
    require(traces <= 256, name, ": expected a window of at most 256 traces for gersztenkorn, got ", traces);
}

/// The largest eigenvalue over the trace of symmetric positive semidefinite matrices {n, n}, one in each lane of V; not
/// a number for a matrix of zeros. `power` and `square` are room for n * n values.
///
/// Squares the matrix B = A / tr A, scaled to trace 1, again and again: its eigenvalues are then weights w that gather
/// on the largest ones, and <A, B> is the mean of the eigenvalues of A with these weights. It stops when sum w^2 is
/// within 1e-12 of 1, which bounds the error by 1e-12; after m squarings at worst the error is n / (e 2^m), for equal
/// eigenvalues.
template <class V>
V leading_share(const std::vector<V>& matrix, std::size_t n, std::vector<V>& power, std::vector<V>& square) {
    using T = simd::number<V>;
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

/// The products of the traces of a window, summed over its samples, in double, edges reflected: products(lag)[i] is
/// that of trace i - traces / 2 and the trace `lag` further on.
template <class T>
class trace_products {
public:
    trace_products(const section<T>& s, std::size_t traces)
        : section_(s),
          before_(traces / 2),
          // Wide enough for the windows of a whole register beyond the last trace.
          size_(kernels::whole_registers<double>(s.extents.traces + traces + simd::width<double>)),
          line_(size_ + traces) {}

    std::size_t size() const { return size_; }
    /// Writes the products {traces, size()} of one row.
    void compute(std::size_t row, std::size_t lags, double* to) {
        const std::size_t traces = section_.extents.traces;
        const T* from = section_.amplitudes + row * traces;
        for (std::size_t i = 0; i < size_; ++i)
            line_[i] = static_cast<double>(from[kernels::edge_index(i, before_, traces, edge::reflect)]) *
                       static_cast<double>(section_.unit);
        const auto times = [](const auto& a, const auto& b) { return a * b; };
        for (std::size_t lag = 0; lag < lags; ++lag, to += size_)
            simd::transform(size_, to, times, line_.data(), line_.data() + lag);
    }

private:
    section<T> section_;
    std::size_t before_, size_;
    kept_vector<double> line_;
};

/// Writes the largest eigenvalue of the covariance between the traces of each window, taken over its samples, divided
/// by the covariance's trace, to `to` on, for rows of a section; edges are reflected. 0 in a window of zeros. Computed
/// in double.
template <class T>
void eigenstructure(const section<T>& s, box window, row_range rows, T* to) {
    using V = simd::pack<double>;
    constexpr std::size_t lanes = simd::width<double>;
    const std::size_t n = window.traces;
    trace_products<T> products(s, n);
    const std::size_t size = products.size();
    kept_vector<double> sums(n * size);
    std::vector<V> covariance(n * n), power(n * n), square(n * n);
    const auto take = [&, traces = s.extents.traces](std::size_t, const double* sum) {
        for (std::size_t first = 0; first < traces; first += lanes) {
            V total(0.0);
            for (std::size_t row = 0; row < n; ++row) {
                total = total + simd::load(sum + first + row);
                for (std::size_t col = 0; col <= row; ++col)
                    covariance[row * n + col] = covariance[col * n + row] =
                        simd::load(sum + (row - col) * size + first + col);
            }
            const V share = leading_share(covariance, n, power, square);
            double result[lanes];
            simd::store(result, V(simd::select(total == V(0.0), V(0.0), share)));
            for (std::size_t lane = 0; lane < std::min(lanes, traces - first); ++lane)
                to[first + lane] = static_cast<T>(std::min(result[lane], 1.0));
        }
        to += traces;
    };
    kernels::sum_down<double>(
        s.extents.samples, n * size, window.samples, edge::reflect, rows, sums.data(), 1,
        [&](std::size_t row, double* slice) { products.compute(row, n, slice); }, take);
}

}  // namespace diapir::inline DIAPIR_TARGET::attributes::detail
