// More of the seam to Eigen: symmetric eigenproblems and least squares. See core/linalg.hpp, of which it is a part;
// what is declared here is instantiated where it is used, or once in diapir::precompiled.
#pragma once

#include <diapir/core/linalg.hpp>
#include <diapir/core/shape.hpp>

#include <cstddef>
#include <vector>

namespace diapir {

/// The eigenvalues, the smallest first, and the orthonormal eigenvectors of a symmetric matrix: A = sum_i values[i] v_i
/// v_i^T.
template <class T = double>
class symmetric_eigen {
public:
    /// A {n, n}, of which the upper triangle is read. Throws argument_error where it has elements that are not finite.
    symmetric_eigen(const std::vector<T>& a, std::size_t n);

    const std::vector<T>& values() const { return values_; }
    /// {n, n}: an eigenvector a row.
    const std::vector<T>& vectors() const { return vectors_; }

private:
    std::vector<T> values_, vectors_;
};

/// The x {cols, width} with the least |a x - b|^2, for a {rows, cols} and b {rows, width}, by a QR decomposition with
/// pivots. Throws argument_error where columns of a depend on each other, and where elements of a or b are not finite
/// or too small or large for a finite x.
template <class T>
std::vector<T> least_squares(matrix_view<const T> a, matrix_view<const T> b);

}  // namespace diapir

#if !defined(DIAPIR_PRECOMPILED) || defined(DIAPIR_PRECOMPILED_SOURCE)

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace diapir {

template <class T>
symmetric_eigen<T>::symmetric_eigen(const std::vector<T>& a, std::size_t n) {
    require(a.size() == shape{n, n}.checked_size(), "symmetric_eigen: expected ", n, " x ", n, " elements, got ",
            a.size());
    values_.resize(n);
    vectors_.resize(a.size());
    const thread_limit one(1);
    const auto size = common::eigen_index(n);
    const Eigen::SelfAdjointEigenSolver<common::eigen_matrix<T>> solver(common::eigen_view<T>(a.data(), size, size));
    require(n == 0 || (solver.info() == Eigen::Success && solver.eigenvalues().array().isFinite().all()),
            "symmetric_eigen: expected a matrix of finite elements");
    Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>(values_.data(), size) = solver.eigenvalues();
    common::eigen_target<T>(vectors_.data(), size, size) = solver.eigenvectors();
}

template <class T>
std::vector<T> least_squares(matrix_view<const T> a, matrix_view<const T> b) {
    require(a.rows == b.rows, "least_squares: expected as many rows of b as of a, ", a.rows, ", got ", b.rows);
    std::vector<T> x(a.cols * b.cols);
    if (x.empty()) return x;  // Eigen has no norm of no columns
    require(common::transposed(a).allFinite() && common::transposed(b).allFinite(),
            "least_squares: expected matrices of finite elements");
    const thread_limit one(1);
    const Eigen::ColPivHouseholderQR<common::eigen_matrix<T>> qr(common::transposed(a).transpose());
    require(qr.rank() == common::eigen_index(a.cols), "least_squares: the ", a.cols, " columns have rank ", qr.rank());
    auto solution = common::transposed(matrix_view<T>{x.data(), a.cols, b.cols});
    solution.transpose() = qr.solve(common::transposed(b).transpose());
    require(solution.allFinite(), "least_squares: expected elements of sizes that give a finite solution");
    return x;
}

}  // namespace diapir

#endif

#if defined(DIAPIR_PRECOMPILED_SOURCE)
template class diapir::symmetric_eigen<float>;
template class diapir::symmetric_eigen<double>;
template std::vector<float> diapir::least_squares<float>(diapir::matrix_view<const float>,
                                                         diapir::matrix_view<const float>);
template std::vector<double> diapir::least_squares<double>(diapir::matrix_view<const double>,
                                                           diapir::matrix_view<const double>);
#elif defined(DIAPIR_PRECOMPILED)
extern template class diapir::symmetric_eigen<float>;
extern template class diapir::symmetric_eigen<double>;
extern template std::vector<float> diapir::least_squares<float>(diapir::matrix_view<const float>,
                                                                diapir::matrix_view<const float>);
extern template std::vector<double> diapir::least_squares<double>(diapir::matrix_view<const double>,
                                                                  diapir::matrix_view<const double>);
#endif
