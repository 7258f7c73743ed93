// The seam to Eigen: products of matrices, factorizations. Matrices are row-major. Large products are
// cut in tiles that are shared out over the threads; a tile is the same for any number of threads, and so is the
// result. Eigen's own threads are not used, unless a program has asked for them with Eigen::setNbThreads.
//
// What few programs need of Eigen, and costs the compiler more, is in core/matrix_decompositions.hpp.
//
// What is declared here is instantiated where it is used, or once in diapir::precompiled: programs that link it define
// DIAPIR_PRECOMPILED and do not read Eigen at all.
#pragma once

#include <diapir/core/divide_up.hpp>
#include <diapir/core/error.hpp>
#include <diapir/core/parallel.hpp>
#include <diapir/core/shape.hpp>
#include <diapir/core/shared_object.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace diapir {

/// A matrix {rows, cols} that lies elsewhere, row after row.
template <class T>
struct matrix_view {
    T* data;
    std::size_t rows, cols;
};

/// to {m, m} += factor x^T x for x {n, m}: the upper triangle; what comes of the lower one is not said.
template <class T>
void add_gram(T factor, matrix_view<const T> x, matrix_view<T> to);

/// to {n, k} += factor a b for a {n, m} and b {m, k}.
template <class T>
void add_product(T factor, matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> to);

/// to {m, k} += factor a^T b for a {n, m} and b {n, k}.
template <class T>
void add_transposed_product(T factor, matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> to);

/// The factorization A = L L^T of a symmetric positive definite matrix, L lower triangular. Copies are cheap.
template <class T = double>
class cholesky {
public:
    /// A {n, n}, of which the upper triangle is read. Throws argument_error where it is not positive definite.
    cholesky(const std::vector<T>& a, std::size_t n);

    std::size_t size() const { return n_; }
    /// Solves A x = b in place for every row b of {count, n}.
    void solve(T* rows, std::size_t count) const {
        solve_lower(rows, count);
        solve_upper(rows, count);
    }
    /// Solves L y = b in place for every row b of {count, n}: y^T y is b^T A^-1 b.
    void solve_lower(T* rows, std::size_t count) const;
    /// Solves L^T x = y in place for every row y of {count, n}.
    void solve_upper(T* rows, std::size_t count) const;
    /// Makes it the factorization of A + factor v v^T, v {n}. Throws argument_error where that is not positive
    /// definite, and then stays as it was.
    void update(T factor, const std::vector<T>& v);

private:
    struct lower;
    std::size_t n_;
    shared_object<const lower> lower_;
};

}  // namespace diapir

#if !defined(DIAPIR_PRECOMPILED) || defined(DIAPIR_PRECOMPILED_SOURCE)

#pragma push_macro("_res")  // of <resolv.h>; Eigen 3.4 has an argument of that name
#undef _res
#include <Eigen/Cholesky>
#pragma pop_macro("_res")

namespace diapir {

namespace common {

/// As Eigen sees them: a row-major matrix is the transpose of a column-major one, which is what Eigen is fastest with.
template <class T>
using eigen_matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using eigen_view = Eigen::Map<const eigen_matrix<T>>;
template <class T>
using eigen_target = Eigen::Map<eigen_matrix<T>>;

inline Eigen::Index eigen_index(std::size_t i) {
    return static_cast<Eigen::Index>(i);
}
template <class T>
Eigen::Map<std::conditional_t<std::is_const_v<T>, const eigen_matrix<std::remove_const_t<T>>, eigen_matrix<T>>>
transposed(matrix_view<T> m) {
    return {m.data, eigen_index(m.cols), eigen_index(m.rows)};
}

template <class T>
void require_fit(bool fit, const char* expected, matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> to) {
    require(fit, expected, ", got {", a.rows, ", ", a.cols, "}, {", b.rows, ", ", b.cols, "}, {", to.rows, ", ",
            to.cols, "}");
}

/// Where tile `i` of a length begins and how long it is.
struct matrix_tile {
    static constexpr std::size_t side = 192;  // of 128 to 384 all are as fast; 96 takes Eigen 3 times as long
    Eigen::Index first, size;

    matrix_tile(std::size_t i, std::size_t longest, std::size_t length)
        : first(eigen_index(i * longest)), size(eigen_index(std::min(longest, length - i * longest))) {}
    static std::size_t count(std::size_t longest, std::size_t length) { return divide_up(length, longest); }
};

/// to += factor a b, in the calling thread.
template <class T, class A, class B>
void add_tile(T factor, const A& a, const B& b, Eigen::Block<eigen_target<T>> to) {
    const thread_limit one(1);
    // Eigen takes small products (in 3.4 below a sum of 20) element by element, in registers from where they are
    // aligned: the rounding would depend on where matrices lie.
    if (a.rows() + a.cols() + b.cols() >= 32) {
        to.noalias() += factor * a * b;
        return;
    }
    for (Eigen::Index col = 0; col < b.cols(); ++col)
        for (Eigen::Index k = 0; k < a.cols(); ++k)
            for (Eigen::Index row = 0; row < a.rows(); ++row) to(row, col) += a(row, k) * (factor * b(k, col));
}

/// Calls f(rows, columns) for all tiles of a matrix, of the lower triangle where it is symmetric.
template <class F>
void for_tiles(std::size_t rows, std::size_t cols, bool symmetric, std::size_t cost_of_element, const F& f) {
    constexpr std::size_t side = matrix_tile::side;
    std::vector<std::pair<std::size_t, std::size_t>> tiles;
    for (std::size_t col = 0; col < matrix_tile::count(side, cols); ++col)
        for (std::size_t row = symmetric ? col : 0; row < matrix_tile::count(side, rows); ++row)
            tiles.push_back({row, col});
    parallel_for(
        tiles.size(),
        [&](std::size_t i) { f(matrix_tile(tiles[i].first, side, rows), matrix_tile(tiles[i].second, side, cols)); },
        std::min(side, rows) * std::min(side, cols) * cost_of_element);
}

/// to += factor a b^T, its lower triangle where it is symmetric.
template <class T>
void add_outer_product(T factor, eigen_view<T> a, eigen_view<T> b, eigen_target<T> to, bool symmetric) {
    for_tiles(static_cast<std::size_t>(a.rows()), static_cast<std::size_t>(b.rows()), symmetric,
              static_cast<std::size_t>(a.cols()), [&](matrix_tile r, matrix_tile c) {
                  add_tile(factor, a.middleRows(r.first, r.size), b.middleRows(c.first, c.size).transpose(),
                           to.block(r.first, c.first, r.size, c.size));
              });
}

/// Calls f(view of some rows) for all rows {count, n}, seen as columns.
template <class T, class F>
void for_columns(T* rows, std::size_t count, std::size_t n, const F& f) {
    constexpr std::size_t longest = 128;
    parallel_for(
        matrix_tile::count(longest, count),
        [&](std::size_t i) {
            const thread_limit one(1);
            const matrix_tile t(i, longest, count);
            f(eigen_target<T>(rows + i * longest * n, eigen_index(n), t.size));
        },
        std::min(longest, count) * n * n);
}

}  // namespace common

// A row-major matrix is the transpose of what Eigen sees: its upper triangle is the lower one there.
template <class T>
void add_gram(T factor, matrix_view<const T> x, matrix_view<T> to) {
    common::require_fit(to.rows == x.cols && to.cols == x.cols, "add_gram: expected {n, m}, {n, m}, {m, m}", x, x, to);
    const auto seen = common::transposed(x);
    common::add_outer_product<T>(factor, seen, seen, common::transposed(to), true);
}

template <class T>
void add_product(T factor, matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> to) {
    common::require_fit(a.cols == b.rows && to.rows == a.rows && to.cols == b.cols,
                        "add_product: expected {n, m}, {m, k}, {n, k}", a, b, to);
    const auto first = common::transposed(b), second = common::transposed(a);
    auto target = common::transposed(to);
    common::for_tiles(to.cols, to.rows, false, a.cols, [&](common::matrix_tile r, common::matrix_tile c) {
        common::add_tile(factor, first.middleRows(r.first, r.size), second.middleCols(c.first, c.size),
                         target.block(r.first, c.first, r.size, c.size));
    });
}

template <class T>
void add_transposed_product(T factor, matrix_view<const T> a, matrix_view<const T> b, matrix_view<T> to) {
    common::require_fit(a.rows == b.rows && to.rows == a.cols && to.cols == b.cols,
                        "add_transposed_product: expected {n, m}, {n, k}, {m, k}", a, b, to);
    common::add_outer_product<T>(factor, common::transposed(b), common::transposed(a), common::transposed(to), false);
}

template <class T>
struct cholesky<T>::lower {
    Eigen::LLT<common::eigen_matrix<T>, Eigen::Lower> factor;

    /// NaN passes through Eigen's test of the pivots.
    bool valid() const {
        return factor.info() == Eigen::Success && factor.matrixLLT().diagonal().array().isFinite().all();
    }
};

template <class T>
cholesky<T>::cholesky(const std::vector<T>& a, std::size_t n) : n_(n) {
    require(a.size() == shape{n, n}.checked_size(), "cholesky: expected ", n, " x ", n, " elements, got ", a.size());
    const thread_limit one(1);
    auto made = std::make_shared<lower>();
    made->factor.compute(common::eigen_view<T>(a.data(), common::eigen_index(n), common::eigen_index(n)));
    require(made->valid(), "cholesky: the matrix {", n, ", ", n, "} is not positive definite");
    lower_ = std::move(made);
}

template <class T>
void cholesky<T>::solve_lower(T* rows, std::size_t count) const {
    common::for_columns(rows, count, n_, [&](auto b) { lower_->factor.matrixL().solveInPlace(b); });
}

template <class T>
void cholesky<T>::solve_upper(T* rows, std::size_t count) const {
    common::for_columns(rows, count, n_, [&](auto b) { lower_->factor.matrixU().solveInPlace(b); });
}

template <class T>
void cholesky<T>::update(T factor, const std::vector<T>& v) {
    require(v.size() == n_, "cholesky: expected a vector of ", n_, " elements, got ", v.size());
    const thread_limit one(1);
    auto updated = std::make_shared<lower>(*lower_);
    updated->factor.rankUpdate(Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(v.data(), common::eigen_index(n_)),
                               factor);
    require(updated->valid(), "cholesky: the updated matrix {", n_, ", ", n_, "} is not positive definite");
    lower_ = std::move(updated);
}

}  // namespace diapir

#endif

#if defined(DIAPIR_PRECOMPILED) || defined(DIAPIR_PRECOMPILED_SOURCE)
#ifdef DIAPIR_PRECOMPILED_SOURCE
#define DIAPIR_INSTANCE template
#else
#define DIAPIR_INSTANCE extern template
#endif

namespace diapir {

#define DIAPIR_INSTANCES(T)                                                                                        \
    DIAPIR_INSTANCE void add_gram<T>(T, matrix_view<const T>, matrix_view<T>);                                     \
    DIAPIR_INSTANCE void add_product<T>(T, matrix_view<const T>, matrix_view<const T>, matrix_view<T>);            \
    DIAPIR_INSTANCE void add_transposed_product<T>(T, matrix_view<const T>, matrix_view<const T>, matrix_view<T>); \
    DIAPIR_INSTANCE class cholesky<T>;

DIAPIR_INSTANCES(float)
DIAPIR_INSTANCES(double)

}  // namespace diapir

#undef DIAPIR_INSTANCES
#undef DIAPIR_INSTANCE
#endif
