#include "catch.hpp"
#include <diapir/nn/metrics/class_scores.hpp>

#include <cmath>
#include <vector>

using namespace diapir;

namespace {

std::size_t largest(const std::vector<double>& scores) {
    return nn::largest_class(std::span<const double>(scores));
}

}  // namespace

TEST_CASE("the class of the largest number wins, of equal ones the first, and NaN never") {
    const double nan = std::nan("");
    CHECK(largest({1, 3, 2}) == 1);
    CHECK(largest({1, 3, 3}) == 1);
    CHECK(largest({-5}) == 0);
    CHECK(largest({nan, -1, -2}) == 1);
    CHECK(largest({2, nan, 1}) == 0);
    CHECK(largest({nan, nan}) == 0);
}

TEST_CASE("a class is among the k largest where fewer than k are larger") {
    const std::vector<double> scores{0.1, 0.4, 0.4, 0.1};
    const std::span<const double> all(scores);
    CHECK(nn::among_largest(all, 1, 1));
    CHECK(nn::among_largest(all, 2, 1));
    CHECK_FALSE(nn::among_largest(all, 0, 2));
    CHECK(nn::among_largest(all, 0, 3));
    const std::vector<double> odd{std::nan(""), 1};
    CHECK_FALSE(nn::among_largest(std::span<const double>(odd), 0, 2));
}
