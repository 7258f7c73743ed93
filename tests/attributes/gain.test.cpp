#include "attributes/compare.hpp"
#include "attributes/noise.hpp"
#include <diapir/attributes/gain.hpp>

#include <cmath>

namespace attr = diapir::attributes;
using namespace diapir;
using namespace diapir::testing;
using Catch::Contains;

TEST_CASE("a gain multiplies by a function of time") {
    const auto x = noise<double>({2, 11, 5}, 8);
    const attr::gain_options options{.factor = 3, .power = 1.5, .rate = -0.7, .start = 0.2, .sample_interval = 0.01};
    const auto y = attr::gain(x, options);
    auto across = options;
    across.along = attr::axis::trace;
    const auto rows = attr::gain(x, across);
    const auto expected = [](std::size_t i) {
        const double t = 0.2 + 0.01 * static_cast<double>(i);
        return 3 * t * std::sqrt(t) * std::exp(-0.7 * t);
    };
    for (std::size_t i = 0; i < 11; ++i)
        for (std::size_t j = 0; j < 5; ++j) {
            CHECK(y(1, i, j) == Approx(x(1, i, j) * expected(i)));
            CHECK(rows(1, i, j) == Approx(x(1, i, j) * expected(j)));
        }
    CHECK(same(attr::gain(x), x));
    CHECK_THROWS_WITH(attr::gain(x, {.power = -1}), Contains("gain: expected a finite gain, got inf at 0 s"));
    CHECK_THROWS_WITH(attr::gain(x, {.sample_interval = 0}),
                      Contains("gain: expected a sample interval above 0 s whose square is in range, got 0"));
    CHECK_THROWS_WITH(attr::gain(make_array<double>({3})),
                      Contains("gain: expected sections {..., samples, traces}, got {3}"));
    CHECK(shape_of(attr::gain(make_array<double>({0, 3}))) == shape{0, 3});
    CHECK(shape_of(attr::gain(make_array<double>({3, 0}), {.along = attr::axis::trace})) == shape{3, 0});
}

TEMPLATE_TEST_CASE("automatic gain divides by the root mean square of its window", "", float, double) {
    const auto x = noise<TestType>({40, 6}, 8);
    for (const std::size_t window : {1, 4, 9, 500}) {
        const auto y = attr::agc(x, {.window = window, .level = 2});
        for (std::size_t i = 0; i < 40; ++i)
            for (std::size_t j = 0; j < 6; ++j) {
                double sum = 0, count = 0;
                for (std::size_t k = 0; k < 40; ++k)
                    if (k + window / 2 >= i && k + window / 2 < i + window) {
                        sum += std::pow(static_cast<double>(x(k, j)), 2);
                        ++count;
                    }
                CHECK(y(i, j) == Approx(2 * static_cast<double>(x(i, j)) / std::sqrt(sum / count)).epsilon(1e-5));
            }
    }
}

TEST_CASE("automatic gain does not depend on the unit, and leaves dead traces dead") {
    auto x = noise<float>({64, 3}, 8);
    for (std::size_t i = 0; i < 64; ++i) x(i, 1) = 0;
    const auto y = attr::agc(x, {.window = 11});
    for (const float scale : {0x1p-95F, 0x1p95F}) CHECK(same(attr::agc(array<float>(x * scale), {.window = 11}), y));
    for (std::size_t i = 0; i < 64; ++i) {
        CHECK(y(i, 1) == 0);
        CHECK(std::isnan(attr::agc(x, {.window = 11, .undefined = NAN})(i, 1)));
    }
    x(20, 0) = NAN;
    const auto with_nan = attr::agc(x, {.window = 11});
    CHECK(std::isnan(with_nan(25, 0)));
    CHECK(with_nan(26, 0) == Approx(y(26, 0)));
    const auto rows = attr::agc(x, {.window = 3, .along = attr::axis::trace});
    CHECK(rows(5, 0) == Approx(std::copysign(std::sqrt(2.0), x(5, 0))));  // beside a dead trace
    CHECK_THROWS_WITH(attr::agc(x, {.window = 0}), Contains("agc: expected a window of at least 1 sample, got 0"));
    CHECK(attr::agc(make_array<double>({1, 1}, -5))(0, 0) == -1);
    CHECK(shape_of(attr::agc(make_array<double>({0, 3}))) == shape{0, 3});
}
