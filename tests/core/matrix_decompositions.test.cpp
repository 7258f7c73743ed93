#include "catch.hpp"
#include "core/matrices.hpp"
#include <diapir/core/matrix_decompositions.hpp>

#include <cmath>

using namespace diapir;
using namespace diapir::testing;

TEST_CASE("eigenvectors are turned by the matrix into multiples, smallest first, and are orthonormal") {
    constexpr std::size_t n = 20;
    const auto a = positive_definite(n, 8);
    const symmetric_eigen eigen(upper_of(a, n), n);
    const auto turned = product_of_transposed(transposed(eigen.vectors(), n), a, n);
    auto scaled = eigen.vectors();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) scaled[i * n + j] *= eigen.values()[i];
        if (i > 0) CHECK(eigen.values()[i - 1] <= eigen.values()[i]);
    }
    check_same(turned, scaled);
    auto unit = product_of_transposed(eigen.vectors(), eigen.vectors(), n);
    for (std::size_t i = 0; i < n; ++i) unit[i * n + i] -= 1;
    check_same(unit, std::vector<double>(n * n, 0.0), 1e-12);
    CHECK_THROWS_AS(symmetric_eigen({NAN}, 1), argument_error);
    CHECK_THROWS_AS(symmetric_eigen({1, 2}, 2), argument_error);
}

TEST_CASE("the residual of least squares is orthogonal to the columns") {
    constexpr std::size_t rows = 30, cols = 7, width = 3;
    const auto a = normals(rows * cols, 9);
    auto b = normals(rows * width, 10);
    const auto x = least_squares<double>({a.data(), rows, cols}, {b.data(), rows, width});
    add_product<double>(-1, {a.data(), rows, cols}, {x.data(), cols, width}, {b.data(), rows, width});
    check_same(product_of_transposed(a, b, rows), std::vector<double>(cols * width, 0.0));
    const std::vector<double> dependent{1, 2, 2, 4, 3, 6};
    CHECK_THROWS_WITH(least_squares<double>({dependent.data(), 3, 2}, {b.data(), 3, 1}),
                      Catch::Contains("2 columns have rank 1"));
    CHECK_THROWS_AS(least_squares<double>({a.data(), 3, 2}, {b.data(), 2, 3}), argument_error);
}

TEST_CASE("least squares without columns has no solution, and one that is not finite is refused") {
    const auto solve = [](const std::vector<double>& a, std::size_t rows, std::size_t cols,
                          const std::vector<double>& b) {
        return least_squares<double>({a.data(), rows, cols}, {b.data(), rows, 1});
    };
    CHECK(solve({}, 2, 0, {1, 2}).empty());
    CHECK(solve({}, 0, 0, {}).empty());
    CHECK_THROWS_AS(solve({}, 0, 2, {}), argument_error);
    CHECK(solve({1e-200, 0, 0, 1e-200}, 2, 2, {1, 2})[1] == Approx(2e200));
    for (const double bad : {double{NAN}, double{INFINITY}}) {
        CHECK_THROWS_WITH(solve({1, 0, 2, 3}, 2, 2, {1, bad}), Catch::Contains("least_squares: expected matrices of"));
        CHECK_THROWS_WITH(solve({1, bad, 2, 3}, 2, 2, {1, 2}), Catch::Contains("least_squares: expected matrices of"));
    }
    CHECK_THROWS_WITH(solve({1e-310, 0, 0, 1e-310}, 2, 2, {1e-310, 2e-310}), Catch::Contains("finite solution"));
}
