// Symmetric positive definite systems of moderate size: one Cholesky factorisation, any number of right-hand sides.
// Written out because Eigen's costs every translation unit that uses it two seconds.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace diapir {

/// A = U^T U with U upper triangular.
class cholesky {
public:
    /// A {n, n} row-major, of which the upper triangle is read. Throws argument_error where it is not positive
    /// definite.
    cholesky(std::vector<double> a, std::size_t n) : n_(n), u_(std::move(a)) {
        require(u_.size() == n * n, "cholesky: expected ", n, " x ", n, " elements, got ", u_.size());
        for (std::size_t k = 0; k < n; ++k) {
            double* pivot = u_.data() + k * n;
            require(pivot[k] > 0, "cholesky: the matrix is not positive definite, pivot ", k, " of ", n, " is ",
                    pivot[k]);
            const double root = std::sqrt(pivot[k]);
            for (std::size_t j = k; j < n; ++j) pivot[j] /= root;
            parallel_for(
                n - k - 1,
                [&](std::size_t i) {
                    const std::size_t row = k + 1 + i;
                    subtract(pivot[row], pivot + row, u_.data() + row * n + row, n - row);
                },
                n - k);
        }
    }

    /// Solves A x = b in place for b {n, width} row-major, one system a column.
    void solve(double* b, std::size_t width) const {
        for (std::size_t k = 0; k < n_; ++k) {
            divide(b + k * width, u_[k * n_ + k], width);
            for (std::size_t i = k + 1; i < n_; ++i) subtract(u_[k * n_ + i], b + k * width, b + i * width, width);
        }
        for (std::size_t k = n_; k-- > 0;) {
            for (std::size_t j = k + 1; j < n_; ++j) subtract(u_[k * n_ + j], b + j * width, b + k * width, width);
            divide(b + k * width, u_[k * n_ + k], width);
        }
    }

private:
    static void subtract(double factor, const double* from, double* to, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) to[i] -= factor * from[i];
    }
    static void divide(double* row, double by, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) row[i] /= by;
    }

    std::size_t n_;
    std::vector<double> u_;
};

}  // namespace diapir
