// Matrices for the tests of linear algebra, row after row.
#pragma once

#include "catch.hpp"
#include "larger.hpp"
#include <diapir/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::testing {

inline std::vector<double> normals(std::size_t count, std::uint64_t seed) {
    random_stream random(seed);
    std::vector<double> x(count);
    for (double& e : x) e = random.normal();
    return x;
}

/// a^T b for a {n, m} and b {n, k}, by the definition.
inline std::vector<double> product_of_transposed(const std::vector<double>& a, const std::vector<double>& b,
                                                 std::size_t n) {
    const std::size_t m = a.size() / n, k = b.size() / n;
    std::vector<double> c(m * k, 0.0);
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < k; ++j) c[i * k + j] += a[r * m + i] * b[r * k + j];
    return c;
}

inline std::vector<double> transposed(const std::vector<double>& a, std::size_t rows) {
    const std::size_t cols = a.size() / rows;
    std::vector<double> t(a.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c) t[c * rows + r] = a[r * cols + c];
    return t;
}

/// A positive definite {n, n}, and with NaN below the diagonal, where nothing is read.
inline std::vector<double> positive_definite(std::size_t n, std::uint64_t seed) {
    return product_of_transposed(normals((n + 20) * n, seed), normals((n + 20) * n, seed), n + 20);
}
inline std::vector<double> upper_of(std::vector<double> a, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) a[i * n + j] = std::numeric_limits<double>::quiet_NaN();
    return a;
}

inline void check_same(const std::vector<double>& a, const std::vector<double>& b, double margin = 1e-9) {
    REQUIRE(a.size() == b.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = larger(largest, std::abs(a[i] - b[i]));
    CHECK(largest < margin);
}

}  // namespace diapir::inline DIAPIR_TARGET::testing
