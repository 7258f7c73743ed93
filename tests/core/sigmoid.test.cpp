#include "catch.hpp"
#include <diapir/core/sigmoid.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace diapir;

TEMPLATE_TEST_CASE("sigmoid holds far from zero, in registers and in what is left over", "", float, double) {
    using T = TestType;
    const double smallest = static_cast<double>(std::numeric_limits<T>::min());
    for (const double at : {0.0, 0.5, 3.0, 20.0, 60.0, 100.0, 1e4})
        for (const double v : {at, -at}) {
            // a register and one number more
            const std::vector<T> x(simd::width<T> + 1, static_cast<T>(v));
            std::vector<T> s(x.size());
            simd::transform(
                x.size(), s.data(), [](auto e) { return simd::sigmoid(e); }, x.data());
            const double sigmoid = v < 0 ? std::exp(v) / (1 + std::exp(v)) : 1 / (1 + std::exp(-v));
            const double epsilon = std::is_same_v<T, float> ? 1e-6 : 1e-14;
            for (std::size_t i = 0; i < x.size(); ++i) {
                INFO(v << ", element " << i);
                CHECK(static_cast<double>(s[i]) == Approx(sigmoid).epsilon(epsilon).margin(smallest));
            }
        }
}

TEMPLATE_TEST_CASE("sigmoid of NaN is NaN", "", float, double) {
    const std::vector<TestType> x(simd::width<TestType> + 1, std::numeric_limits<TestType>::quiet_NaN());
    std::vector<TestType> s(x.size());
    simd::transform(
        x.size(), s.data(), [](auto e) { return simd::sigmoid(e); }, x.data());
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(std::isnan(s[i]));
}
