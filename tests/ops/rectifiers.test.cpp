#include "catch.hpp"
#include "ops/activations.hpp"
#include <diapir/ops/rectifiers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

using namespace diapir;

TEMPLATE_TEST_CASE("rectifiers have their values", "", float, double) {
    using T = TestType;
    testing::check_values<T>(leaky_relu, [](long double v) { return v > 0 ? v : 0.3L * v; });
    testing::check_values<T>([](const tensor<T>& x) { return leaky_relu(x, 0.01); },
                             [](long double v) { return v > 0 ? v : 0.01L * v; });
    testing::check_values<T>(elu, [](long double v) { return v > 0 ? v : std::expm1(v); });
    testing::check_values<T>([](const tensor<T>& x) { return elu(x, 1.5); },
                             [](long double v) { return v > 0 ? v : 1.5L * std::expm1(v); });
    testing::check_values<T>([](const tensor<T>& x) { return clamp(x, -0.5, 3); },
                             [](long double v) { return v < -0.5L ? -0.5L
                                                        : v > 3   ? 3
                                                                  : v; });
    testing::check_values<T>(
        softplus, [](long double v) { return v > 0 ? v + std::log1p(std::exp(-v)) : std::log1p(std::exp(v)); });
}

TEST_CASE("rectifiers obey the laws, and their chords hold in any unit") {
    testing::check_activation([](const auto& v) { return leaky_relu(v); });
    testing::check_activation([](const auto& v) { return leaky_relu(v, 0.01); });
    testing::check_activation([](const auto& v) { return elu(v); });
    testing::check_activation([](const auto& v) { return elu(v, 0.5); });
    testing::check_activation([](const auto& v) { return softplus(v); });
    testing::check_activation([](const auto& v) { return clamp(v, -0.53, 0.71); });
    testing::check_activation([](const auto& v) { return clamp(v, 0, HUGE_VAL); });
    testing::check_activation([](const auto& v) { return clamp(v, -1e30, 2); });
}

TEST_CASE("clamp is exact between its bounds, and has no slope at them") {
    tensor<float> x(shape{6});
    for (std::size_t i = 0; const float e : {-2e9f, -1e9f, 1e-9f, -0.1f, 1e9f, 2e9f}) x[i++] = e;
    const auto f = [](const auto& v) { return clamp(v, -1e9, 1e9); };
    const tensor<float> y = f(x), slope = linearize(f, point<float>(x)).push(tensor<float>(shape{6}, 1.f));
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(y[i] == std::clamp(x[i], -1e9f, 1e9f));
        CHECK(slope[i] == (i == 2 || i == 3 ? 1.f : 0.f));
    }
    for (float e : clamp(tensor<float>(shape{9}, -3e38f), -HUGE_VAL, 1e300)) CHECK(e == -3e38f);
}

TEST_CASE("at 0 leaky_relu has the slope of its negative side") {
    const auto slope =
        linearize([](const auto& v) { return leaky_relu(v); }, point<double>(tensor<double>(shape{9}, 0.0)));
    for (double e : slope.push(tensor<double>(shape{9}, 1.0))) CHECK(e == 0.3);
}

TEST_CASE("softplus neither overflows nor loses small values") {
    for (double e : softplus(tensor<double>(shape{9}, 1e4))) CHECK(e == 1e4);
    for (double e : softplus(tensor<double>(shape{9}, -100.0))) CHECK(e == Approx(std::exp(-100)).epsilon(1e-13));
}
