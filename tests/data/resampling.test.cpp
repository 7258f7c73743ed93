#include "catch.hpp"
#include <diapir/data/resampling.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using diapir::data::detail::make_resampling;

TEST_CASE("every entry is a mean of its neighbors") {
    for (const auto& [in, out] : {std::pair<std::size_t, std::size_t>{10, 4}, {4, 10}, {7, 7}, {1, 5}, {50, 1}})
        for (const bool anti_aliasing : {false, true}) {
            CAPTURE(in, out, anti_aliasing);
            const auto map = make_resampling<double>(in, out, anti_aliasing);
            REQUIRE(map.first.size() == out + 1);
            REQUIRE(map.first.back() == map.weights.size());
            for (std::size_t i = 0; i < out; ++i) {
                double sum = 0, place = 0;
                for (std::size_t k = map.first[i]; k < map.first[i + 1]; ++k) {
                    REQUIRE(map.sources[k] < in);
                    CHECK(map.weights[k] > 0);
                    sum += map.weights[k];
                    place += map.weights[k] * static_cast<double>(map.sources[k]);
                }
                CHECK(sum == Approx(1));
                // Far enough from the ends the mean place is that of the new entry.
                const double expected =
                    (static_cast<double>(i) + 0.5) * static_cast<double>(in) / static_cast<double>(out) - 0.5;
                if (!anti_aliasing && expected >= 0 && expected <= static_cast<double>(in - 1))
                    CHECK(place == Approx(expected).margin(1e-12));
            }
        }
    const auto same = make_resampling<float>(7, 7, true);
    CHECK(same.weights == std::vector<float>(7, 1.0f));
}

TEST_CASE("the weights of a long axis are those of what its entries see") {
    const auto map = make_resampling<double>(200000, 100000, true);
    // A Gaussian of half an entry, 2 on either side, of the two entries around the middle.
    std::vector<double> half(3);
    for (std::size_t k = 0; k < 3; ++k) half[k] = std::exp(-2.0 * static_cast<double>(k * k));
    const double sum = half[0] + 2 * half[1] + 2 * half[2];
    for (const std::size_t i : {1, 2, 50000, 99998}) {
        REQUIRE(map.first[i + 1] - map.first[i] == 6);
        for (std::size_t k = 0; k < 6; ++k) {
            CHECK(map.sources[map.first[i] + k] == 2 * i - 2 + k);
            const std::size_t a = k < 2 ? 2 - k : k - 2, b = k < 3 ? 3 - k : k - 3;
            CHECK(map.weights[map.first[i] + k] == Approx(((a < 3 ? half[a] : 0) + (b < 3 ? half[b] : 0)) / (2 * sum)));
        }
    }
}
