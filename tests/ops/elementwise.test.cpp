#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/ops/elementwise.hpp>

#include <cmath>
#include <limits>

using namespace diapir;
using testing::check_laws;
using testing::check_layer;
using testing::random_batch;

namespace {

/// Compares an operation with a function of one number, for whole registers and for what is left over.
template <class T, class Op, class F>
void check_values(const Op& op, const F& f, double offset = 0) {
    tensor<T> x(shape{37});
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(0.15 * (static_cast<double>(i) - 18) + offset);
    const auto y = op(x);
    for (std::size_t i = 0; i < x.size(); ++i)
        CHECK(y[i] == Approx(f(static_cast<double>(x[i]))).epsilon(sizeof(T) == 4 ? 1e-6 : 1e-14).margin(1e-30));
    const auto in_place = op(tensor<T>(x));
    CHECK(std::equal(y.begin(), y.end(), in_place.begin()));
}

}  // namespace

TEMPLATE_TEST_CASE("elementwise functions have their values", "", float, double) {
    using T = TestType;
    check_values<T>(relu, [](double v) { return v > 0 ? v : 0; });
    check_values<T>(sigmoid, [](double v) { return 1 / (1 + std::exp(-v)); });
    check_values<T>(diapir::tanh, [](double v) { return std::tanh(v); });
    check_values<T>(diapir::exp, [](double v) { return std::exp(v); });
    check_values<T>(
        diapir::log, [](double v) { return std::log(v); }, 4);
    check_values<T>(square, [](double v) { return v * v; });
}

TEMPLATE_TEST_CASE("activations agree with Keras", "", float, double) {
    check_layer<TestType>("relu", [](const auto& a) { return relu(a[0]); });
    check_layer<TestType>("sigmoid", [](const auto& a) { return sigmoid(a[0]); });
}

TEST_CASE("elementwise functions obey the laws") {
    const auto x = random_batch(5, 2, 3, 3);
    check_laws([](const auto& v) { return relu(v); }, x);
    check_laws([](const auto& v) { return sigmoid(v); }, x);
    check_laws([](const auto& v) { return diapir::tanh(v); }, x);
    check_laws([](const auto& v) { return diapir::exp(v); }, x);
    check_laws([](const auto& v) { return square(v); }, x);
    check_laws([](const auto& v) { return diapir::log(diapir::exp(v)); }, x);
    check_laws([](const auto& v) { return square(v); }, testing::random_tensor(5, {2, 7}));
}

TEST_CASE("elementwise functions push and pull stacked tangents") {
    testing::check_stacked([](const auto& v) { return sigmoid(v); }, random_batch(5, 2, 3, 3, 40));
}

TEST_CASE("an elementwise chord of almost no length uses the derivative") {
    const auto x = random_batch(5, 2, 3, 3);
    auto r = x;
    for (auto& e : r) e -= 1e-9;
    const auto v = laws::random_like(x, 6);
    const auto chord_push = linearize([](const auto& u) { return sigmoid(u); }, chord<double>(x, r)).push(v);
    const auto point_push = linearize([](const auto& u) { return sigmoid(u); }, point<double>(r)).push(v);
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(chord_push[i] == Approx(point_push[i]).epsilon(1e-12));
}

TEST_CASE("below a millionth a chord is taken for a point, at its reference") {
    // Across the kink of relu the derivative is 0 at the reference and the secant 1 / 2.
    for (const auto& [half, slope] : {std::pair{0.4e-6, 0.0}, std::pair{0.6e-6, 0.5}}) {
        const tensor<double> x(shape{9}, half), r(shape{9}, -half), v(shape{9}, 1.0);
        const auto pushed = linearize([](const auto& u) { return relu(u); }, chord<double>(x, r)).push(v);
        for (double e : pushed) CHECK(e == Approx(slope));
    }
}

TEMPLATE_TEST_CASE("relu keeps NaN, has no slope at 0, and sigmoid saturates", "", float, double) {
    using T = TestType;
    constexpr T nan = std::numeric_limits<T>::quiet_NaN();
    for (const std::size_t size : {1, 16}) {
        for (T e : relu(tensor<T>(shape{size}, nan))) CHECK(std::isnan(e));
        for (T e : sigmoid(tensor<T>(shape{size}, T(-1000)))) CHECK(e == 0);
        for (T e : sigmoid(tensor<T>(shape{size}, T(1000)))) CHECK(e == 1);
        const auto at_zero = linearize([](const auto& u) { return relu(u); }, point<T>(tensor<T>(shape{size}, T(0))));
        for (T e : at_zero.push(tensor<T>(shape{size}, T(1)))) CHECK(e == 0);
    }
}
