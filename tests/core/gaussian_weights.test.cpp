#include "catch.hpp"
#include <diapir/core/gaussian_weights.hpp>

using diapir::kernels::gaussian_weights;

TEST_CASE("the taps of a Gaussian sum to 1 and fall as it does") {
    const auto half = gaussian_weights<double>(2.5, 0, 4);
    REQUIRE(half.size() == 11);
    double total = half[0];
    for (std::size_t k = 1; k < half.size(); ++k) {
        total += 2 * half[k];
        const double x = static_cast<double>(k) / 2.5;
        CHECK(half[k] / half[0] == Approx(std::exp(-x * x / 2)));
    }
    CHECK(total == Approx(1));
    CHECK(gaussian_weights<double>(0.1, 0, 4) == std::vector<double>{1});
}

TEST_CASE("the taps of the derivative give the slope of a ramp, but for what is cut off") {
    const auto half = gaussian_weights<double>(2, 1, 6);
    CHECK(half[0] == 0);
    double slope = 0;
    for (std::size_t k = 1; k < half.size(); ++k) slope += 2 * static_cast<double>(k) * half[k];
    CHECK(slope == Approx(1).epsilon(1e-6));
}

TEST_CASE("the taps of the derivative are 0 where the square of sigma is") {
    CHECK(gaussian_weights<double>(1e-170, 1, 1e171) == std::vector<double>(11, 0.0));
    CHECK(gaussian_weights<float>(1e-160, 1, 2e160) == std::vector<float>(3, 0.0f));
}
