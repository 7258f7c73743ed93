#include "catch.hpp"
#include <diapir/data/random_waves.hpp>

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
