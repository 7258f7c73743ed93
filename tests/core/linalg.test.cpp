#include "catch.hpp"
#include <diapir/core/linalg.hpp>
#include <diapir/core/random.hpp>

using namespace diapir;

TEST_CASE("a factorisation solves for any number of right-hand sides") {
    constexpr std::size_t n = 40, rows = 60, width = 3;
    random_stream random(1);
    std::vector<double> b(rows * n), a(n * n, 0.0), x(n * width), y(n * width, 0.0);
    for (double& e : b) e = random.normal();
    for (double& e : x) e = random.normal();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            for (std::size_t r = 0; r < rows; ++r) a[i * n + j] += b[r * n + i] * b[r * n + j];
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            for (std::size_t k = 0; k < width; ++k) y[i * width + k] += a[i * n + j] * x[j * width + k];
    for (std::size_t i = 0; i < n; ++i)  // the lower triangle is not read
        for (std::size_t j = 0; j < i; ++j) a[i * n + j] = NAN;
    const cholesky factor(a, n);
    factor.solve(y.data(), width);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == Approx(x[i]).margin(1e-10));
}

TEST_CASE("matrices that are not positive definite are refused") {
    CHECK_THROWS_WITH(cholesky({1, 2, 2, 1}, 2), Catch::Contains("pivot 1 of 2"));
    CHECK_THROWS_AS(cholesky({1, 2, 3}, 2), argument_error);
    CHECK_THROWS_AS(cholesky({NAN}, 1), argument_error);
}
