#include "catch.hpp"
#include <diapir/data/resampling.hpp>

#include <numeric>

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
