#include "catch.hpp"
#include "ops/laws.hpp"
#include "ops/reference_layer.hpp"
#include <diapir/core/random.hpp>
#include <diapir/ops/arithmetic.hpp>
#include <diapir/ops/elementwise.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#ifdef __SSE2__
#include <xmmintrin.h>
#endif

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

/// x^3, as a user may write it: without a divided difference of its own.
struct cube_function {
    template <class V>
    V value(const V& x) const {
        return x * x * x;
    }
    template <class V>
    V slope(const V& x, const V&) const {
        return V(3) * x * x;
    }
};

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

TEST_CASE("an elementwise chord of almost no length has the derivative, one of no length exactly that") {
    const auto x = random_batch(5, 2, 3, 3);
    const auto v = laws::random_like(x, 6);
    const auto near = [&](const auto& f, double length) {
        auto r = x;
        for (auto& e : r) e -= length;
        const auto chord_push = linearize(f, chord<double>(x, r)).push(v),
                   point_push = linearize(f, point<double>(r)).push(v);
        for (std::size_t i = 0; i < x.size(); ++i)
            REQUIRE(chord_push[i] == Approx(point_push[i]).epsilon(10 * length + 1e-14).margin(1e-14));
    };
    for (const double length : {1e-9, 1e-12, 0.0}) {
        near([](const auto& u) { return sigmoid(u); }, length);
        near([](const auto& u) { return diapir::tanh(u); }, length);
        near([](const auto& u) { return diapir::exp(u); }, length);
        near([](const auto& u) { return diapir::log(diapir::exp(u)); }, length);
        near([](const auto& u) { return apply(ops::elementwise<cube_function>{}, u); }, length);
    }
}

TEST_CASE("a chord across the kink of relu is its secant, however short") {
    for (const double half : {1.0, 1e-6, 1e-7, 1e-30}) {
        const tensor<double> x(shape{9}, half), r(shape{9}, -3 * half), v(shape{9}, 1.0);
        const auto pushed = linearize([](const auto& u) { return relu(u); }, chord<double>(x, r)).push(v);
        for (double e : pushed) CHECK(e == Approx(0.25));
    }
}

TEMPLATE_TEST_CASE("elementwise functions obey the secant law in any unit", "", float, double) {
    using T = TestType;
    // Relative to the values, whose rounding no slope can mend.
    const auto residual = [](const auto& f, double offset, double unit) {
        tensor<T> x(shape{37}), r(shape{37});
        random_stream random(3, 4);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<T>(unit * (offset + random.normal() / (1 + offset)));
            r[i] = i % 5 == 0 ? x[i] * T(1.0001) : static_cast<T>(unit * (offset + random.normal() / (1 + offset)));
        }
        const auto map = linearize(f, chord<T>(x, r));
        tensor<T> step = x;
        for (std::size_t i = 0; i < x.size(); ++i) step[i] -= r[i];
        const auto pushed = map.push(step);
        double worst = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double at_x = static_cast<double>((*map.value().x)[i]),
                         at_r = static_cast<double>((*map.value().r)[i]);
            const double wrong = std::abs(static_cast<double>(pushed[i]) - (at_x - at_r));
            worst = wrong == 0 ? worst : std::max(worst, wrong / std::max(std::abs(at_x), std::abs(at_r)));
            if (std::isnan(wrong)) return wrong;
        }
        return worst;
    };
    const double rounding = 8 * static_cast<double>(std::numeric_limits<T>::epsilon());
    for (int exponent = -30; exponent <= 30; exponent += 3) {
        const double unit = std::pow(10, exponent);
        INFO("1e" << exponent);
        CHECK(residual([](const auto& u) { return relu(u); }, 0, unit) <= rounding);
        CHECK(residual([](const auto& u) { return sigmoid(u); }, 0, unit) <= rounding);
        CHECK(residual([](const auto& u) { return diapir::tanh(u); }, 0, unit) <= rounding);
        CHECK(residual([](const auto& u) { return diapir::log(u); }, 9, unit) <= rounding);
        if (exponent <= 0) CHECK(residual([](const auto& u) { return diapir::exp(u); }, 0, unit) <= rounding);
        if (std::abs(exponent) <= (sizeof(T) == 4 ? 15 : 30)) {
            CHECK(residual([](const auto& u) { return square(u); }, 0, unit) <= rounding);
            CHECK(residual([](const auto& u) { return u * u; }, 0, unit) <= rounding);
        }
        if (std::abs(exponent) <= (sizeof(T) == 4 ? 10 : 30))
            CHECK(residual([](const auto& u) { return apply(ops::elementwise<cube_function>{}, u); }, 0, unit) <= 1e-5);
    }
}

TEST_CASE("divided differences of close values keep their digits") {
    // tanh' and sigmoid' at 0, exp' at 0 and log' at 1, from differences that float does not hold.
    const tensor<float> x(shape{9}, 3e-9f), r(shape{9}, 1e-9f), one(shape{9}, 1.f);
    const auto slope = [&](const auto& f) { return linearize(f, chord<float>(x, r)).push(one)[0]; };
    CHECK(slope([](const auto& u) { return sigmoid(u); }) == Approx(0.25));
    CHECK(slope([](const auto& u) { return diapir::tanh(u); }) == Approx(1));
    CHECK(slope([](const auto& u) { return diapir::exp(u); }) == Approx(1));
    CHECK(slope([](const auto& u) { return square(u); }) == Approx(4e-9));
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

TEMPLATE_TEST_CASE("logarithms of the smallest numbers keep their digits", "", float, double) {
    using T = TestType;
    const T normal = std::numeric_limits<T>::min();
    for (const T x : {std::numeric_limits<T>::denorm_min(), normal / 1000, normal / 2, normal, 2 * normal})
        for (const T y : diapir::log(tensor<T>(shape{9}, x)))
            CHECK(y == Approx(std::log(x)).epsilon(sizeof(T) == 4 ? 1e-6 : 1e-14));
    for (const T y : diapir::log(tensor<T>(shape{9}, T(0)))) CHECK(y == -std::numeric_limits<T>::infinity());
    for (const T y : diapir::log(tensor<T>(shape{9}, T(-1)))) CHECK(std::isnan(y));
}

TEST_CASE("a chord from an infinity to itself has the slope there") {
    for (const double end : {-INFINITY, INFINITY}) {
        const tensor<double> x(shape{9}, end), one(shape{9}, 1.0);
        const auto slope = [&](const auto& f) { return linearize(f, chord<double>(x, x)).push(one); };
        for (const double e : slope([](const auto& v) { return relu(v); })) CHECK(e == (end > 0 ? 1 : 0));
        for (const double e : slope([](const auto& v) { return sigmoid(v); })) CHECK(e == 0);
        for (const double e : slope([](const auto& v) { return diapir::tanh(v); })) CHECK(e == 0);
    }
}

#ifdef __SSE2__
TEST_CASE("a chord whose step is flushed to 0 has the derivative") {
    constexpr float low = 2e-38f;
    const tensor<float> x(shape{37}, std::nextafter(low, 1.f)), r(shape{37}, low), one(shape{37}, 1.f);
    const unsigned before = _mm_getcsr();
    _mm_setcsr(before | 0x8040);  // numbers below the smallest normal one are 0
    const auto slope = [&](const auto& f) { return linearize(f, chord<float>(x, r)).push(one); };
    const auto of_relu = slope([](const auto& v) { return relu(v); });
    const auto of_sigmoid = slope([](const auto& v) { return sigmoid(v); });
    const auto of_exp = slope([](const auto& v) { return diapir::exp(v); });
    _mm_setcsr(before);
    for (const float e : of_relu) CHECK(e == 1);
    for (const float e : of_sigmoid) CHECK(e == Approx(0.25));
    for (const float e : of_exp) CHECK(e == Approx(1));
}
#endif
