#include "catch.hpp"
#include "core/matrices.hpp"
#include <diapir/core/linalg.hpp>

#include <cmath>
#include <limits>

using namespace diapir;

using namespace diapir::testing;

TEST_CASE("products are the sums that they stand for, for any number of threads") {
    // More than one tile along each axis, and lengths that are no multiple of a register.
    for (const std::size_t n : {1, 7, 203})
        for (const std::size_t m : {1, 5, 250})
            for (const std::size_t k : {1, 3, 201}) {
                const auto a = normals(n * m, 1), b = normals(n * k, 2), at = transposed(a, n);
                auto expected = product_of_transposed(a, b, n);
                for (double& e : expected) e = 2 - 3 * e;
                std::vector<double> direct(m * k, 2.0), from_transposed(m * k, 2.0), one_thread(m * k, 2.0);
                add_product<double>(-3, {at.data(), m, n}, {b.data(), n, k}, {direct.data(), m, k});
                add_transposed_product<double>(-3, {a.data(), n, m}, {b.data(), n, k}, {from_transposed.data(), m, k});
                check_same(direct, expected);
                check_same(from_transposed, expected);
                const thread_limit one(1);
                add_transposed_product<double>(-3, {a.data(), n, m}, {b.data(), n, k}, {one_thread.data(), m, k});
                CHECK(one_thread == from_transposed);
            }
}

TEST_CASE("a Gram matrix has its upper triangle added") {
    for (const std::size_t m : {1, 6, 401}) {
        constexpr std::size_t n = 50;
        const auto x = normals(n * m, 3);
        auto expected = product_of_transposed(x, x, n);
        std::vector<double> sum(m * m, 1.0);
        add_gram<double>(0.5, {x.data(), n, m}, {sum.data(), m, m});
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < m; ++j) {
                expected[i * m + j] = j < i ? 0 : 1 + 0.5 * expected[i * m + j];
                if (j < i) sum[i * m + j] = 0;
            }
        check_same(sum, expected);
    }
}

TEST_CASE("products do not depend on where matrices lie in memory") {
    for (const std::size_t n : {1, 2, 7, 37})
        for (const std::size_t m : {1, 2, 5, 29})
            for (const std::size_t k : {1, 4, 201}) {
                const auto a = normals(n * m, 4), b = normals(n * k, 5);
                std::vector<double> expected;
                for (std::size_t shift = 0; shift < 8; ++shift) {
                    std::vector<double> moved_a(shift), moved_b(2 * shift), moved_to(3 * shift + m * k, 1.0);
                    moved_a.insert(moved_a.end(), a.begin(), a.end());
                    moved_b.insert(moved_b.end(), b.begin(), b.end());
                    double* to = moved_to.data() + 3 * shift;
                    add_transposed_product<double>(-3, {moved_a.data() + shift, n, m},
                                                   {moved_b.data() + 2 * shift, n, k}, {to, m, k});
                    if (shift == 0) expected.assign(to, to + m * k);
                    CHECK(std::equal(expected.begin(), expected.end(), to));
                }
            }
}

TEST_CASE("shapes that do not fit are refused") {
    const std::vector<double> a(6), b(6);
    std::vector<double> to(9);
    CHECK_THROWS_WITH(add_gram<double>(1, {a.data(), 2, 3}, {to.data(), 2, 2}), Catch::Contains("{2, 3}, {2, 2}"));
    CHECK_THROWS_AS(add_product<double>(1, {a.data(), 2, 3}, {b.data(), 2, 3}, {to.data(), 2, 3}), argument_error);
    CHECK_THROWS_AS(add_transposed_product<double>(1, {a.data(), 2, 3}, {b.data(), 3, 2}, {to.data(), 3, 2}),
                    argument_error);
}

TEST_CASE("a factorization solves for any number of right-hand sides") {
    // Beyond one block of Eigen's factorization and one tile of right-hand sides.
    for (const std::size_t n : {1, 40, 150})
        for (const std::size_t count : {1, 3, 131}) {
            const auto a = positive_definite(n, 1), x = normals(count * n, 2);
            const cholesky factor(upper_of(a, n), n);
            auto rows = product_of_transposed(transposed(x, count), a, n);
            factor.solve(rows.data(), count);
            check_same(rows, x);
        }
}

TEST_CASE("the halves of a solve give the quadratic form of the inverse, and undo L L^T") {
    constexpr std::size_t n = 30;
    const auto a = positive_definite(n, 3), b = normals(n, 4);
    const cholesky factor(upper_of(a, n), n);
    auto half = b, whole = b;
    factor.solve_lower(half.data(), 1);
    factor.solve(whole.data(), 1);
    double squared = 0, form = 0;
    for (std::size_t i = 0; i < n; ++i) {
        squared += half[i] * half[i];
        form += whole[i] * b[i];
    }
    CHECK(squared == Approx(form).epsilon(1e-12));
    factor.solve_upper(half.data(), 1);
    CHECK(half == whole);
    // A L^-T L^-1 = 1: of the rows of A itself come those of the unit matrix.
    auto unit = a;
    factor.solve(unit.data(), n);
    for (std::size_t i = 0; i < n; ++i) unit[i * n + i] -= 1;
    check_same(unit, std::vector<double>(n * n, 0.0));
}

TEST_CASE("a rank update is the factorization of the updated matrix, and leaves copies alone") {
    constexpr std::size_t n = 25;
    const auto a = positive_definite(n, 5), v = normals(n, 6), b = normals(n, 7);
    const cholesky before(a, n);
    cholesky factor = before;
    for (const double weight : {2.0, -1.5}) {
        factor.update(weight, v);
        auto sum = a;
        const double total = weight > 0 ? 2 : 0.5;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) sum[i * n + j] += total * v[i] * v[j];
        auto x = b, expected = b;
        factor.solve(x.data(), 1);
        cholesky(sum, n).solve(expected.data(), 1);
        check_same(x, expected);
    }
    auto x = b, expected = b;
    before.solve(x.data(), 1);
    cholesky(a, n).solve(expected.data(), 1);
    CHECK(x == expected);
    // What would not be positive definite is refused, and the factorization kept.
    cholesky small({2, 0, 0, 2}, 2);
    CHECK_THROWS_AS(small.update(-3, {1, 0}), argument_error);
    CHECK_THROWS_AS(small.update(1, {1}), argument_error);
    std::vector<double> kept{4, 6};
    small.solve(kept.data(), 1);
    check_same(kept, {2, 3});
}

TEST_CASE("matrices that are not positive definite are refused") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(cholesky({1, 2, 2, 1}, 2), Catch::Contains("{2, 2} is not positive definite"));
    CHECK_THROWS_AS(cholesky({0}, 1), argument_error);
    CHECK_THROWS_AS(cholesky({1, 2, 3}, 2), argument_error);
    CHECK_THROWS_AS(cholesky({nan}, 1), argument_error);
    CHECK_THROWS_AS(cholesky({1, nan, nan, 1}, 2), argument_error);
}
