#include "catch.hpp"
#include "ops/activations.hpp"
#include <diapir/ops/self_gated.hpp>

#include <cmath>

using namespace diapir;

TEMPLATE_TEST_CASE("gated activations have their values", "", float, double) {
    using T = TestType;
    testing::check_values<T>(silu, [](long double v) { return v / (1 + std::exp(-v)); });
    testing::check_values<T>(
        gelu, [](long double v) { return v * std::erfc(-v / std::sqrt(2.0L)) / 2; },
        sizeof(T) == 4 ? 1e-6 : 5e-12);  // as far as erfc of xsimd is right in its tail
}

TEST_CASE("gated activations obey the laws, and their chords hold in any unit") {
    testing::check_activation([](const auto& v) { return silu(v); });
    testing::check_activation([](const auto& v) { return gelu(v); });
}

TEST_CASE("gated activations tend to 0 and to x") {
    for (const auto& y : {silu(tensor<double>(shape{9}, -1e4)), gelu(tensor<double>(shape{9}, -1e4))})
        for (double e : y) CHECK(e == 0);
    for (const auto& y : {silu(tensor<double>(shape{9}, 1e4)), gelu(tensor<double>(shape{9}, 1e4))})
        for (double e : y) CHECK(e == 1e4);
}

TEST_CASE("gated activations of huge numbers are 0 or these, and keep NaN") {
    for (const double huge : {1e100, 1e160, 1e300}) {
        for (const double e : gelu(tensor<double>(shape{9}, huge))) CHECK(e == huge);
        for (const double e : gelu(tensor<double>(shape{9}, -huge))) CHECK(e == 0);
    }
    for (const double e : gelu(tensor<double>(shape{9}, std::nan("")))) CHECK(std::isnan(e));
}
