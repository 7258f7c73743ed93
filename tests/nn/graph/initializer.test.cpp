#include "catch.hpp"
#include <diapir/nn/graph/initializer.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace diapir;

namespace {

struct moments {
    double mean = 0, variance = 0, largest = 0;
};
moments mean_and_variance(const tensor<double>& w) {
    moments m;
    const auto n = static_cast<double>(w.size());
    for (const double e : w) m.mean += e / n;
    for (const double e : w) {
        m.variance += (e - m.mean) * (e - m.mean) / n;
        m.largest = std::max(m.largest, std::abs(e));
    }
    return m;
}

}  // namespace

TEST_CASE("kernels have the variance of their fans") {
    // {rows, cols, in, out} of a convolution, {in, out} of a dense layer, and {rows, cols, channels, multiplier} of a
    // depthwise convolution, whose fans Keras 2.8 counts in the same way
    for (const auto& [kernel, in, out] :
         {std::tuple{shape{3, 5, 40, 60}, 600.0, 900.0}, std::tuple{shape{200, 150}, 200.0, 150.0},
          std::tuple{shape{5, 5, 1000, 2}, 25000.0, 50.0}}) {
        using enum nn::initializer;
        for (const nn::initializer how : {glorot_uniform, glorot_normal, he_uniform, he_normal}) {
            INFO(kernel << " " << static_cast<int>(how));
            const moments m = mean_and_variance(nn::initial_values<double>(how, kernel, 1, 2));
            const bool he = how == he_uniform || how == he_normal;
            const double variance = he ? 2 / in : 2 / (in + out), deviation = std::sqrt(variance);
            const double count = static_cast<double>(kernel.size());
            CHECK(std::abs(m.mean) < 4 * deviation / std::sqrt(count));
            CHECK(m.variance == Approx(variance).epsilon(4 * std::sqrt(2 / count)));
            if (how == glorot_uniform || how == he_uniform) {
                CHECK(m.largest <= std::sqrt(3) * deviation);
                CHECK(m.largest > std::sqrt(3) * deviation * 0.995);
            } else {
                CHECK(m.largest > 3 * deviation);  // not uniform, and not cut off at 2 as a truncated normal is
            }
        }
    }
}

TEST_CASE("initial values are a function of seed and stream, the same for float and double") {
    const shape kernel{3, 3, 2, 4};
    for (const auto how : {nn::initializer::glorot_uniform, nn::initializer::he_normal}) {
        const auto a = nn::initial_values<double>(how, kernel, 1, 2), b = nn::initial_values<double>(how, kernel, 1, 2),
                   c = nn::initial_values<double>(how, kernel, 1, 3), d = nn::initial_values<double>(how, kernel, 2, 2);
        CHECK(std::equal(a.begin(), a.end(), b.begin()));
        CHECK_FALSE(std::equal(a.begin(), a.end(), c.begin()));
        CHECK_FALSE(std::equal(a.begin(), a.end(), d.begin()));
        const auto single = nn::initial_values<float>(how, kernel, 1, 2);
        for (std::size_t i = 0; i < a.size(); ++i) CHECK(single[i] == static_cast<float>(a[i]));
    }
}

TEST_CASE("zeros and ones have any shape, kernels at least an in and an out") {
    for (const float e : nn::initial_values<float>(nn::initializer::zeros, {7}, 1, 1)) CHECK(e == 0);
    for (const float e : nn::initial_values<float>(nn::initializer::ones, {2, 3, 4}, 1, 1)) CHECK(e == 1);
    CHECK_THROWS_WITH(nn::initial_values<float>(nn::initializer::he_normal, {7}, 1, 1),
                      Catch::Contains("initializer: expected a kernel {..., in, out}, got {7}"));
}
