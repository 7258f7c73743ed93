#include "catch.hpp"
#include <diapir/data/random_waves.hpp>

#include <cmath>

TEST_CASE("random waves have mean 0 and mean square 1 and follow from their stream") {
    double mean = 0, square = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        diapir::random_stream random(1, i), again(1, i);
        const diapir::data::random_waves waves(random, 3);
        const double value = waves(0.3, 0.7);
        REQUIRE(value == diapir::data::random_waves(again, 3)(0.3, 0.7));
        mean += value / 4000;
        square += value * value / 4000;
    }
    CHECK(mean == Approx(0).margin(0.05));
    CHECK(square == Approx(1).margin(0.07));
}

TEST_CASE("random waves are no shorter than asked for") {
    diapir::random_stream random(2);
    const double frequency = 2, step = 1e-3, steepest = 2 * 3.1416 * frequency * std::sqrt(2 * 6.0) * std::sqrt(2.0);
    const diapir::data::random_waves waves(random, frequency);
    for (double u = 0; u < 1; u += step) CHECK(std::abs(waves(u + step, u + step) - waves(u, u)) <= steepest * step);
}

TEST_CASE("waves of no terms or of no finite frequency are refused") {
    diapir::random_stream random(2);
    using diapir::data::random_waves;
    for (const double frequency : {-1.0, std::nan(""), HUGE_VAL})
        CHECK_THROWS_WITH(random_waves(random, frequency),
                          Catch::Contains("random_waves: expected a frequency of at least 0, got "));
    CHECK_THROWS_WITH(random_waves(random, 1, 0), "random_waves: expected 1 to 1048576 terms, got 0");
    CHECK_THROWS_WITH(random_waves(random, 1, static_cast<std::size_t>(-1)), Catch::Contains("1048576 terms, got 184"));
}
