#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/figure/plot/swarm.hpp>

#include <cmath>
#include <vector>

using namespace diapir::figure;

namespace {

/// The least distance between the centers of two dots.
double nearest(const std::vector<double>& positions, const swarm& s) {
    double least = INFINITY;
    for (std::size_t i = 0; i < positions.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            least = std::min(least, std::hypot(positions[i] - positions[j], s.offsets[i] - s.offsets[j]));
    return least;
}

}  // namespace

TEST_CASE("dots are moved apart until none overlaps, and no further than the room") {
    diapir::random_stream random(5);
    std::vector<double> positions;
    for (int i = 0; i < 300; ++i) positions.push_back(i % 3 == 0 ? random.normal() * 20 : random.uniform(-150, 150));
    const swarm s = swarmed(positions, 2.0, 50.0);
    CHECK(s.fits);
    CHECK(nearest(positions, s) >= 4.0 - 1e-9);
    double up = 0, down = 0;
    for (const double offset : s.offsets) up = std::max(up, offset), down = std::min(down, offset);
    CHECK(up <= 48);
    CHECK(down >= -48);
    CHECK(up == Approx(-down).margin(4));
    CHECK(up > 4);
}

TEST_CASE("dots that are apart stay in the middle") {
    const swarm s = swarmed({30, 10, NAN, 20}, 5, 50);
    CHECK(s.offsets == std::vector<double>{0, 0, 0, 0});
    CHECK(s.fits);
    CHECK_FALSE(swarmed({10, 19.9}, 5, 50).offsets[1] == 0);
}

TEST_CASE("too many dots fill the room and say that they overlap") {
    const std::vector<double> positions(100, 7.0);
    const swarm s = swarmed(positions, 2.0, 10.0);
    CHECK_FALSE(s.fits);
    CHECK(*std::max_element(s.offsets.begin(), s.offsets.end()) == 8);
    CHECK(*std::min_element(s.offsets.begin(), s.offsets.end()) == -8);
    CHECK_THROWS_WITH(swarmed({1}, 0, 1), "swarmed: expected a positive radius, got 0");
}
