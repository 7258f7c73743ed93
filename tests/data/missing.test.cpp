#include "catch.hpp"
#include <diapir/data/missing.hpp>

#include <cmath>

TEST_CASE("complete_samples names the samples without NaN") {
    auto x = diapir::make_array<float>({4, 2, 3}, 1);
    x(1, 0, 0) = NAN;
    x(3, 1, 2) = NAN;
    x(2, 1, 1) = INFINITY;
    CHECK(diapir::data::complete_samples(x) == std::vector<std::size_t>{0, 2});
    CHECK(diapir::data::complete_samples(diapir::make_array<int>({2, 2}, 0)).size() == 2);
}

TEST_CASE("a missing value is seen wherever it stands in a sample") {
    auto x = diapir::make_array<double>({37, 37}, 0.5);
    for (std::size_t i = 1; i < 37; ++i) x(i, i) = NAN;
    CHECK(diapir::data::complete_samples(x) == std::vector<std::size_t>{0});
}
