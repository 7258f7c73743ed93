// The share of the strongest principal component against Eigen's eigenvalues, and windows against plain sums.
#include "catch.hpp"
#include <diapir/attributes/eigenstructure.hpp>
#include <diapir/core/matrix_decompositions.hpp>
#include <diapir/core/random.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace diapir;
namespace attr = diapir::attributes;

namespace {

/// The largest eigenvalue of a symmetric matrix {n, n} over its trace.
double share_by_eigenvalues(const std::vector<double>& matrix, std::size_t n) {
    const std::vector<double> values = symmetric_eigen<double>(matrix, n).values();
    return values.back() / std::accumulate(values.begin(), values.end(), 0.0);
}

/// The matrix sum x x^T of some random vectors x {n}.
std::vector<double> random_covariance(std::size_t n, std::size_t vectors, std::uint64_t seed) {
    random_stream random(seed);
    std::vector<double> matrix(n * n), x(n);
    for (std::size_t v = 0; v < vectors; ++v) {
        for (double& e : x) e = random.normal();
        for (std::size_t i = 0; i < n * n; ++i) matrix[i] += x[i / n] * x[i % n];
    }
    return matrix;
}

}  // namespace

TEST_CASE("the leading share is that of the eigenvalues, a matrix a lane") {
    using V = simd::pack<double>;
    constexpr std::size_t lanes = simd::width<double>;
    for (std::size_t n : {1, 2, 3, 7}) {
        CAPTURE(n);
        std::vector<V> matrix(n * n), power(n * n), square(n * n);
        std::vector<std::vector<double>> of_lane;
        for (std::size_t lane = 0; lane < lanes; ++lane)
            of_lane.push_back(random_covariance(n, 1 + lane, 100 * n + lane));
        for (std::size_t i = 0; i < n * n; ++i) {
            double values[lanes];
            for (std::size_t lane = 0; lane < lanes; ++lane) values[lane] = of_lane[lane][i];
            matrix[i] = simd::load(values);
        }
        double share[lanes];
        simd::store(share, attr::detail::leading_share(matrix, n, power, square));
        for (std::size_t lane = 0; lane < lanes; ++lane)
            CHECK(share[lane] == Approx(share_by_eigenvalues(of_lane[lane], n)).epsilon(1e-10));
    }
}

TEST_CASE("equal eigenvalues share equally, a matrix of zeros has no share") {
    using V = simd::pack<double>;
    constexpr std::size_t n = 4;
    std::vector<V> identity(n * n, V(0.0)), power(n * n), square(n * n);
    double share[simd::width<double>];
    simd::store(share, attr::detail::leading_share(identity, n, power, square));
    CHECK(std::isnan(share[0]));
    for (std::size_t i = 0; i < n; ++i) identity[i * n + i] = V(3.0);
    simd::store(share, attr::detail::leading_share(identity, n, power, square));
    CHECK(share[0] == Approx(0.25).epsilon(1e-10));
}

TEST_CASE("a window has the share of the covariance between its traces, edges are reflected") {
    const attr::extents e{9, 11};
    constexpr std::size_t samples = 3, traces = 5;
    random_stream random(5);
    std::vector<double> section(e.size()), result(e.size());
    for (double& v : section) v = random.normal();
    attr::detail::eigenstructure<double>({section.data(), e, 1}, {samples, traces}, {0, 9}, result.data());
    std::vector<double> some(4 * e.traces);
    attr::detail::eigenstructure<double>({section.data(), e, 1024}, {samples, traces}, {4, 8}, some.data());
    CHECK(std::equal(some.begin(), some.end(), result.begin() + 4 * 11));

    // d c b a | a b c d | d c b a
    const auto reflected = [](std::ptrdiff_t i, std::size_t count) {
        const auto n = static_cast<std::ptrdiff_t>(count);
        return static_cast<std::size_t>(i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i);
    };
    for (std::size_t sample = 0; sample < e.samples; ++sample)
        for (std::size_t trace = 0; trace < e.traces; ++trace) {
            std::vector<double> covariance(traces * traces);
            for (std::size_t k = 0; k < samples; ++k) {
                const auto row = reflected(static_cast<std::ptrdiff_t>(sample + k) - 1, e.samples);
                const auto at = [&](std::size_t t) {
                    return section[row * e.traces + reflected(static_cast<std::ptrdiff_t>(trace + t) - 2, e.traces)];
                };
                for (std::size_t i = 0; i < traces * traces; ++i) covariance[i] += at(i / traces) * at(i % traces);
            }
            CAPTURE(sample, trace);
            CHECK(result[sample * e.traces + trace] == Approx(share_by_eigenvalues(covariance, traces)).epsilon(1e-9));
        }
}
