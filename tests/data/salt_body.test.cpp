#include "catch.hpp"
#include "data/fingerprint.hpp"
#include <diapir/data/salt_body.hpp>

#include <algorithm>
#include <vector>

namespace {

double share(const diapir::array<float>& mask) {
    return static_cast<double>(std::count(mask.begin(), mask.end(), 1.0f)) / static_cast<double>(mask.size());
}

}  // namespace

TEST_CASE("salt covers anything from a corner to nearly the whole section") {
    std::vector<double> shares;
    std::size_t at_edge = 0;
    for (std::uint64_t i = 0; i < 1500; ++i) {
        diapir::random_stream random(1, i);
        const auto mask = diapir::data::random_salt_mask(20, 25, random);
        REQUIRE(diapir::shape_of(mask) == diapir::shape{20, 25});
        for (float x : mask) REQUIRE((x == 0 || x == 1));
        shares.push_back(share(mask));
        bool touches = false;
        for (std::size_t row = 0; row < 20; ++row) touches |= mask(row, 0) == 1 || mask(row, 24) == 1;
        at_edge += touches;
    }
    std::sort(shares.begin(), shares.end());
    CHECK(shares.front() >= 0.01);
    CHECK(shares.back() <= 0.98);
    CHECK(shares[150] < 0.12);
    CHECK(shares[1350] > 0.45);
    CHECK(at_edge > 500);
    CHECK(at_edge < 1450);
}

TEST_CASE("a salt body keeps its outline whatever the number of samples") {
    for (std::uint64_t i = 0; i < 20; ++i) {
        diapir::random_stream coarse(3, i), fine(3, i);
        CHECK(share(diapir::data::random_salt_mask(60, 60, coarse)) ==
              Approx(share(diapir::data::random_salt_mask(120, 120, fine))).margin(0.01));
    }
}

TEST_CASE("a mask of one sample, which no share can cover in part, is refused") {
    diapir::random_stream random(1, 2);
    CHECK_THROWS_WITH(diapir::data::random_salt_mask(1, 1, random),
                      "random_salt_mask: expected at least two samples, got 1 x 1");
    CHECK_THROWS_AS(diapir::data::random_salt_mask(0, 5, random), diapir::argument_error);
    CHECK_THROWS_AS(diapir::data::random_salt_mask(5, 0, random), diapir::argument_error);
    const auto mask = diapir::data::random_salt_mask(1, 2, random);
    CHECK(mask(0, 0) + mask(0, 1) == 1);
}

TEST_CASE("a seed gives the salt that it always gave") {
    const double expected[][2] = {{0.171, 0.0036453}, {0.702, 0.0165059},  {0.1135, -0.0034386}, {0.2845, 0.0073443},
                                  {0.382, -0.000123}, {0.128, -0.0017344}, {0.197, 0.0029677},   {0.366, 0.0001292}};
    for (std::uint64_t i = 0; i < 8; ++i) {
        diapir::random_stream random(1, i);
        const auto [mean, weighted] = diapir::testing::fingerprint(diapir::data::random_salt_mask(40, 50, random));
        CHECK(mean == Approx(expected[i][0]).margin(0.0006));  // a sample at the outline may fall to the other side
        CHECK(weighted == Approx(expected[i][1]).margin(0.0006));
    }
}
