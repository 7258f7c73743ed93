// Against Eigen, by way of core/matrix_decompositions.hpp.
#include "catch.hpp"
#include <diapir/attributes/volume/principal_axes.hpp>
#include <diapir/core/matrix_decompositions.hpp>
#include <diapir/core/random.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace vol = diapir::attributes::volume;
namespace simd = diapir::simd;

namespace {

template <class T>
T first_lane(const simd::pack<T>& v) {
    T lanes[simd::width<T>];
    simd::store(lanes, v);
    return lanes[0];
}

/// V diag(values) V^T for a random orthonormal V, row by row.
std::vector<double> matrix_with(const std::array<double, 3>& values, diapir::random_stream& random) {
    std::vector<double> seed(9);
    for (double& x : seed) x = random.normal();
    std::vector<double> symmetric(9);
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 3; ++c) symmetric[r * 3 + c] = seed[r * 3 + c] + seed[c * 3 + r];
    const diapir::symmetric_eigen<double> axes(symmetric, 3);
    std::vector<double> a(9, 0.0);
    for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t c = 0; c < 3; ++c)
                a[r * 3 + c] += values[k] * axes.vectors()[k * 3 + r] * axes.vectors()[k * 3 + c];
    return a;
}

/// Compares with Eigen's of the same rounded matrix.
template <class T>
void check(const std::vector<double>& exact) {
    std::vector<T> a(exact.begin(), exact.end());
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < r; ++c) a[r * 3 + c] = a[c * 3 + r];
    const diapir::symmetric_eigen<double> expected(std::vector<double>(a.begin(), a.end()), 3);
    using V = simd::pack<T>;
    const vol::detail::principal_axes<V> axes({V(a[0]), V(a[4]), V(a[8]), V(a[1]), V(a[2]), V(a[5])});
    const auto& values = expected.values();
    const double trace = values[0] + values[1] + values[2], eps = std::numeric_limits<T>::epsilon();
    CAPTURE(values[0], values[1], values[2]);
    CHECK(std::abs(static_cast<double>(first_lane<T>(axes.largest())) - values[2] / trace) < 8 * eps);
    CHECK(std::abs(static_cast<double>(first_lane<T>(axes.middle())) - values[1] / trace) < 8 * eps);
    CHECK(std::abs(static_cast<double>(first_lane<T>(axes.smallest())) - values[0] / trace) < 8 * eps);
    const double gap = (values[2] - values[1]) / trace;
    if (gap < 1e-4) return;  // the direction hangs on the rounding
    const auto normal = axes.normal();
    const double v[] = {first_lane<T>(normal.i), first_lane<T>(normal.x), first_lane<T>(normal.s)};
    const double length = std::hypot(v[0], v[1], v[2]);
    const double* e = expected.vectors().data() + 6;
    const double cosine = (v[0] * e[0] + v[1] * e[1] + v[2] * e[2]) / length;
    for (std::size_t k = 0; k < 3; ++k) CHECK(std::abs(v[k] / length - cosine * e[k]) < 16 * eps / gap);
    CHECK(std::abs(cosine) == Approx(1).epsilon(1e-5));
}

}  // namespace

TEMPLATE_TEST_CASE("eigenvalues and the largest's direction are those of Eigen, also where some are equal or zero", "",
                   float, double) {
    diapir::random_stream random(11);
    const std::array<double, 3> spectra[] = {{3, 2, 1},     {1, 1, 1},     {1, 0, 0},         {1, 1e-3, 0},
                                             {5, 5, 1},     {5, 1, 1},     {1, 1e-9, 1e-12},  {2, 1, 0},
                                             {1, 1, 0},     {1, 0.99, 0},  {1, 1e-5, 0.9e-5}, {1e12, 2e11, 1e3},
                                             {1, 0.5, 0.5}, {4, 4, 3.999}, {1e-12, 1e-13, 0}};
    for (const auto& values : spectra)
        for (int k = 0; k < 50; ++k) check<TestType>(matrix_with(values, random));
    check<TestType>({2, 0, 0, 0, 1, 0, 0, 0, 5});
    check<TestType>({5, 0, 0, 0, 1, 0, 0, 0, 5});
    check<TestType>({0, 0, 0, 0, 0, 0, 0, 0, 7});
}

TEST_CASE("a matrix of zeros has no shares, and one without direction says so") {
    using V = simd::pack<double>;
    const V zero(0.0), one(1.0);
    CHECK(
        std::isnan(first_lane<double>(vol::detail::principal_axes<V>({zero, zero, zero, zero, zero, zero}).largest())));
    const auto directed = [](const vol::detail::principal_axes<V>& axes) {
        return first_lane<double>(V(simd::select(axes.without_direction(), V(0.0), V(1.0)))) == 1;
    };
    CHECK_FALSE(directed(vol::detail::principal_axes<V>({one, one, one, zero, zero, zero})));
    CHECK(directed(vol::detail::principal_axes<V>({one, one, one, V(0.1), zero, zero})));
}
