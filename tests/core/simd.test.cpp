// Every function on registers gives in each lane what it gives for scalars.
#include "catch.hpp"
#include <diapir/core/simd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace simd = diapir::simd;

namespace {

template <class T>
std::vector<T> spread(T first, T step, std::size_t count = simd::width<T>) {
    std::vector<T> x(count);
    for (std::size_t i = 0; i < count; ++i) x[i] = first + step * static_cast<T>(i);
    return x;
}

/// Checks f on registers, beginning at each number in turn, against `expected`, and its scalar form against that.
template <class T, class F, class G>
void check_function(const F& f, const G& expected, const std::vector<T>& x) {
    std::vector<T> out(simd::width<T>);
    for (std::size_t first = 0; first + out.size() <= x.size(); ++first) {
        simd::store(out.data(), f(simd::load(x.data() + first)));
        for (std::size_t i = 0; i < out.size(); ++i) {
            CHECK(f(x[first + i]) == out[i]);
            CHECK(out[i] == Approx(expected(x[first + i])).epsilon(4 * std::numeric_limits<T>::epsilon()));
        }
    }
}

}  // namespace

TEMPLATE_TEST_CASE("a NaN is found in every lane, and nothing else", "", float, double) {
    using T = TestType;
    const T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    for (std::size_t lane = 0; lane < simd::width<T>; ++lane) {
        std::vector<T> x(simd::width<T>, infinity), out(x);
        x[lane] = nan;
        const auto v = simd::load(x.data());
        simd::store(out.data(), simd::select(simd::is_nan(v), simd::constant<simd::pack<T>>(1), v));
        for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == (i == lane ? T(1) : infinity));
    }
    CHECK(simd::is_nan(nan));
    CHECK_FALSE(simd::is_nan(-infinity));
    CHECK_FALSE(simd::is_nan(T(0)));
}

TEMPLATE_TEST_CASE("functions of one number", "", float, double) {
    using T = TestType;
    const auto x = spread<T>(T(-1.75), T(0.11), 32), positive = spread<T>(T(0.01), T(0.7), 32);
    check_function<T>([](auto v) { return simd::abs(v); }, [](T v) { return std::abs(v); }, x);
    check_function<T>([](auto v) { return simd::exp(v); }, [](T v) { return std::exp(v); }, x);
    check_function<T>([](auto v) { return simd::expm1(v); }, [](T v) { return std::expm1(v); }, x);
    check_function<T>([](auto v) { return simd::tanh(v); }, [](T v) { return std::tanh(v); }, x);
    check_function<T>([](auto v) { return simd::sin(v); }, [](T v) { return std::sin(v); }, x);
    check_function<T>([](auto v) { return simd::cos(v); }, [](T v) { return std::cos(v); }, x);
    check_function<T>([](auto v) { return simd::log(v); }, [](T v) { return std::log(v); }, positive);
    check_function<T>([](auto v) { return simd::log1p(v); }, [](T v) { return std::log1p(v); }, positive);
    check_function<T>([](auto v) { return simd::sqrt(v); }, [](T v) { return std::sqrt(v); }, positive);
}

TEMPLATE_TEST_CASE("an element has one value wherever it lies", "", float, double) {
    using T = TestType;
    const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const auto check = [&](const auto& f) {
        for (const double size :
             {0.0, 1e-300, 1e-40, 0.1, 1.0, 9.0, 88.5, 104.0, 709.5, 745.0, 1e10, 1e100, infinity, nan})
            for (const double value : {size, -size}) {
                const std::vector<T> x(2 * simd::width<T> - 1, static_cast<T>(value));
                std::vector<T> y(x.size());
                simd::transform(y.size(), y.data(), f, x.data());
                for (const T e : y) REQUIRE((e == y[0] || (std::isnan(e) && std::isnan(y[0]))));
            }
    };
    check([](auto v) { return simd::abs(v); });
    check([](auto v) { return simd::exp(v); });
    check([](auto v) { return simd::expm1(v); });
    check([](auto v) { return simd::log(v); });
    check([](auto v) { return simd::log1p(v); });
    check([](auto v) { return simd::sqrt(v); });
    check([](auto v) { return simd::tanh(v); });
    check([](auto v) { return simd::sin(v); });
    check([](auto v) { return simd::cos(v); });
    check([](auto v) { return simd::atan(v); });
    check([](auto v) { return simd::erfc(v); });
    check([](auto v) { return simd::pow(v, decltype(v)(1.5)); });
    check([](auto v) { return simd::atan2(v, decltype(v)(0.5)); });
    check([](auto v) { return simd::max(v, decltype(v)(0.5)); });
    check([](auto v) { return simd::max(decltype(v)(0.5), v); });
    check([](auto v) { return simd::min(v, decltype(v)(0.5)); });
    check([](auto v) { return simd::min(decltype(v)(0.5), v); });
}

TEMPLATE_TEST_CASE("the second of two numbers is the larger and the smaller one where one of them is NaN", "", float,
                   double) {
    using T = TestType;
    const std::vector<T> numbers(2 * simd::width<T> - 1, T(2)),
        none(numbers.size(), std::numeric_limits<T>::quiet_NaN());
    std::vector<T> y(numbers.size());
    const auto check = [&](const auto& f) {
        simd::transform(y.size(), y.data(), f, none.data(), numbers.data());
        CHECK(y == numbers);
        simd::transform(y.size(), y.data(), f, numbers.data(), none.data());
        CHECK(std::all_of(y.begin(), y.end(), [](T v) { return std::isnan(v); }));
    };
    check([](auto a, auto b) { return simd::max(a, b); });
    check([](auto a, auto b) { return simd::min(a, b); });
}

TEMPLATE_TEST_CASE("functions of several numbers", "", float, double) {
    using T = TestType;
    const auto x = spread<T>(T(0.5), T(0.25), 32);
    const auto k = [](auto v, T value) { return decltype(v)(value); };
    check_function<T>([&](auto v) { return simd::max(v, k(v, 1)); }, [](T v) { return v > 1 ? v : T(1); }, x);
    check_function<T>([&](auto v) { return simd::min(v, k(v, 1)); }, [](T v) { return v < 1 ? v : T(1); }, x);
    check_function<T>([&](auto v) { return simd::pow(v, k(v, T(1.5))); }, [](T v) { return std::pow(v, T(1.5)); }, x);
    check_function<T>([&](auto v) { return simd::fma(v, k(v, 2), k(v, 8)); }, [](T v) { return v * 2 + 8; }, x);
    check_function<T>([&](auto v) { return simd::select(v < k(v, 1), k(v, 7), v); },
                      [](T v) { return v < 1 ? T(7) : v; }, x);
}

TEMPLATE_TEST_CASE("registers are loaded and stored at any address, filled and summed", "", float, double) {
    using T = TestType;
    auto x = spread<T>(1, 1, simd::width<T> + 2);
    const auto v = simd::load(x.data() + 1);
    CHECK(simd::sum(v) == std::accumulate(x.begin() + 1, x.end() - 1, T(0)));
    CHECK(simd::sum(simd::broadcast(T(3))) == 3 * T(simd::width<T>));
    simd::store(x.data() + 1, simd::broadcast(T(0)));
    CHECK(x.front() == 1);
    CHECK(x.back() == T(simd::width<T> + 2));
    for (std::size_t i = 1; i + 1 < x.size(); ++i) CHECK(x[i] == 0);
    CHECK(simd::first_lane<T>(v) == 2);
    CHECK(simd::first_lane<T>(simd::constant<simd::pack<T>>(0.1)) == T(0.1));
    CHECK(simd::constant<T>(0.1) == T(0.1));
    STATIC_REQUIRE(simd::is_pack<simd::pack<T>> == (simd::width<T> > 1));  // a scalar where xsimd knows no registers
    STATIC_REQUIRE_FALSE(simd::is_pack<T>);
    STATIC_REQUIRE(simd::width<T> * sizeof(T) == sizeof(simd::pack<T>));
}

TEMPLATE_TEST_CASE("each of several registers is summed, in their order", "", float, double) {
    using T = TestType;
    constexpr std::size_t count = 2 * simd::width<T>;
    std::vector<simd::pack<T>> registers;
    std::vector<T> expected, out(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = spread<T>(T(i * i), T(1));
        registers.push_back(simd::load(x.data()));
        expected.push_back(std::accumulate(x.begin(), x.end(), T(0)));
    }
    simd::sum_each<T>(registers.data(), count, out.data());
    CHECK(out == expected);
}

TEMPLATE_TEST_CASE("transform visits every element once, and none beyond", "", float, double) {
    using T = TestType;
    for (std::size_t count = 0; count <= 3 * simd::width<T> + 1; ++count) {
        const auto a = spread<T>(1, 1, count), b = spread<T>(100, 2, count);
        std::vector<T> out(count + 1, T(-1)), expected(count + 1, T(-1));
        for (std::size_t i = 0; i < count; ++i) expected[i] = b[i] - a[i];
        simd::transform(
            count, out.data(), [](auto p, auto q) { return q - p; }, a.data(), b.data());
        CHECK(out == expected);
    }
}

TEMPLATE_TEST_CASE("transform gives an element one value wherever it lies, also where products are fused", "", float,
                   double) {
    using T = TestType;
    const auto formula = [](auto p, auto q) { return decltype(p)(p * q + simd::fma(q, p, decltype(p)(q * q))); };
    for (int k = 1; k <= 50; ++k) {
        const std::vector<T> a(37, T(1) / static_cast<T>(k)), b(37, static_cast<T>(std::sqrt(k)));
        std::vector<T> out(37);
        simd::transform(out.size(), out.data(), formula, a.data(), b.data());
        CHECK(std::count(out.begin(), out.end(), out[0]) == 37);
    }
}

TEMPLATE_TEST_CASE("an angle is above -pi, whatever the sign of zero", "", float, double) {
    using T = TestType;
    const T pi = std::acos(T(-1));
    for (const auto& [y, x, angle] : {std::array{T(0), T(-2), pi},
                                      {T(-0.0), T(-2), pi},
                                      {T(-0.0), T(3), T(0)},
                                      {T(-0.0), T(-0.0), T(0)},
                                      {T(-1), T(0), -pi / 2}}) {
        CAPTURE(y, x);
        CHECK(simd::atan2(y, x) == angle);
        std::vector<T> out(simd::width<T>);
        simd::store(out.data(), simd::atan2(simd::pack<T>(y), simd::pack<T>(x)));
        for (const T lane : out) CHECK(lane == Approx(angle).epsilon(4 * std::numeric_limits<T>::epsilon()));
    }
}
