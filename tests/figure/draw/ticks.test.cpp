#include "catch.hpp"
#include <diapir/figure/draw/ticks.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace diapir::figure;
using texts = std::vector<std::string>;

TEST_CASE("ticks are at round positions") {
    CHECK(linear_ticks({0, 1}, 6).labels == texts{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
    CHECK(linear_ticks({0, 1}, 5).labels == texts{"0.00", "0.25", "0.50", "0.75", "1.00"});
    CHECK(linear_ticks({-0.37, 0.37}, 5).labels == texts{"\u22120.2", "0.0", "0.2"});
    CHECK(linear_ticks({0, 50}, 6).labels == texts{"0", "10", "20", "30", "40", "50"});
    CHECK(linear_ticks({0, 100}, 5).labels == texts{"0", "25", "50", "75", "100"});
    CHECK(linear_ticks({1.23, 1.31}, 5).labels == texts{"1.24", "1.26", "1.28", "1.30"});
    CHECK(linear_ticks({23.5, -0.5}, 6).labels == texts{"0", "5", "10", "15", "20"});
}

TEST_CASE("ticks keep to their number, their limits and even steps") {
    for (const limits range : {limits{0, 1}, {-3, 17}, {1e-7, 3e-7}, {-2e8, 5e8}, {0.93, 0.931}, {1000, 1001}}) {
        for (std::size_t most = 2; most < 12; ++most) {
            const ticks t = linear_ticks(range, most);
            REQUIRE(t.at.size() == t.labels.size());
            CHECK(t.at.size() >= 1);
            CHECK(t.at.size() <= most);
            const double slack = 1e-8 * (range.high - range.low);
            CHECK(t.at.front() >= range.low - slack);
            CHECK(t.at.back() <= range.high + slack);
            for (std::size_t i = 2; i < t.at.size(); ++i) {
                CHECK(t.at[i] - t.at[i - 1] == Approx(t.at[1] - t.at[0]).epsilon(1e-6));
                CHECK(t.labels[i] != t.labels[i - 1]);
            }
        }
    }
}

TEST_CASE("a text says what its position is") {
    for (const limits range : {limits{-0.001, 0.004}, {2e-7, 9e-7}, {-3e9, 4e9}, {0, 2500000}, {-12, 30}}) {
        const ticks t = linear_ticks(range, 7);
        for (std::size_t i = 0; i < t.at.size(); ++i) {
            const bool negative = t.at[i] < 0;
            std::string text = t.labels[i].substr(negative ? 3 : 0);  // a minus sign has three bytes
            const std::size_t minus = text.find("\u2212");
            if (minus != std::string::npos) text = text.substr(0, minus) + "-" + text.substr(minus + 3);
            CHECK((negative ? -1 : 1) * std::stod(text) == Approx(t.at[i]).margin(1e-12 * (range.high - range.low)));
        }
    }
    CHECK(linear_ticks({0, 4e-6}, 3).labels == texts{"0", "2e\u22126", "4e\u22126"});
    CHECK(linear_ticks({0, 1e-5}, 5).labels == texts{"0", "2.5e\u22126", "5.0e\u22126", "7.5e\u22126", "1.00e\u22125"});
}

TEST_CASE("ticks of whole numbers") {
    CHECK(linear_ticks({0.8, 3.2}, 8, true).labels == texts{"1", "2", "3"});
    CHECK(linear_ticks({0, 10}, 5, true).labels == texts{"0", "5", "10"});
}

TEST_CASE("ticks of a logarithmic axis are decades") {
    CHECK(log_ticks({0.0005, 2}, 8).labels == texts{"0.001", "0.01", "0.1", "1"});
    CHECK(log_ticks({1e-8, 1}, 5).labels == texts{"1e\u22128", "1e\u22126", "1e\u22124", "0.01", "1"});
    CHECK(log_ticks({2, 5}, 5).labels == linear_ticks({2, 5}, 5).labels);
}

TEST_CASE("ticks need limits") {
    CHECK_THROWS_WITH(linear_ticks({1, 1}, 5), "ticks: the limits must be finite and apart, got 1 and 1");
    CHECK_THROWS_AS(linear_ticks({0, NAN}, 5), diapir::argument_error);
    CHECK_THROWS_WITH(log_ticks({0, 1}, 5), "ticks: a logarithmic axis needs positive limits, got 0 and 1");
}

TEST_CASE("ticks between ends a few roundings apart are those of wider limits") {
    for (const limits range : {limits{0.3, std::nextafter(0.3, 1.0)},
                               {std::nextafter(1, 0), 1},
                               {1.7e18, 1.7e18 + 900},
                               {-1e-300, -std::nextafter(1e-300, 1)},
                               {0, 5e-324}}) {
        const ticks t = linear_ticks(range, 8);
        CHECK(t.at.size() >= 2);
        CHECK(t.at.size() <= 8);
    }
    CHECK(linear_ticks({1, std::nextafter(1, 2)}, 5).labels == texts{"0.90", "0.95", "1.00", "1.05", "1.10"});
}

TEST_CASE("ticks of the largest numbers are finite") {
    const double largest = std::numeric_limits<double>::max();
    CHECK(linear_ticks({-largest, largest}, 3).labels == texts{"\u22121e308", "0", "1e308"});
    CHECK(linear_ticks({-largest, largest}, 2).labels == texts{"0"});
    CHECK(linear_ticks({-1e300, 1e300}, 5).labels == texts{"\u22121.0e300", "\u22125e299", "0", "5e299", "1.0e300"});
    CHECK_THROWS_AS(linear_ticks({-INFINITY, INFINITY}, 5), diapir::argument_error);
    CHECK_THROWS_AS(log_ticks({1, INFINITY}, 5), diapir::argument_error);
    CHECK_FALSE(log_ticks({5e-324, largest}, 8).at.empty());
}

TEST_CASE("ticks are finite, few, ordered, inside and of different texts, at every magnitude") {
    std::mt19937_64 random(7);
    const auto number = [&] {  // any double: all bits at random
        for (;;)
            if (const double x = std::bit_cast<double>(random()); std::isfinite(x)) return x;
    };
    for (int round = 0; round < 20000; ++round) {
        const double low = number();
        double high = number();
        if (round % 2 == 0) {  // near the first, by a share of any size
            high = low;
            if (round % 4 == 0) high = low * (1 + std::pow(10.0, -static_cast<double>(random() % 17)));
            for (std::uint64_t step = random() % 40 + 1; step > 0; --step) high = std::nextafter(high, INFINITY);
        }
        if (!std::isfinite(high) || high == low) continue;
        CAPTURE(low, high);
        const std::size_t most = 2 + random() % 12;
        const limits range = low < high ? limits{low, high} : limits{high, low}, ends = apart(range);
        for (const bool integer : {false, true}) {
            const ticks t = linear_ticks(range, most, integer);
            REQUIRE((integer || !t.at.empty()));
            REQUIRE(t.at.size() <= most);
            REQUIRE(t.labels.size() == t.at.size());
            for (std::size_t i = 0; i < t.at.size(); ++i) {
                REQUIRE((t.at[i] >= ends.low && t.at[i] <= ends.high));
                if (i > 0) REQUIRE((t.at[i - 1] < t.at[i] && t.labels[i - 1] != t.labels[i]));
            }
        }
        if (range.low <= 0) continue;
        const ticks t = log_ticks(range, most);
        REQUIRE(t.at.size() <= most);
        for (std::size_t i = 1; i < t.at.size(); ++i) REQUIRE(t.at[i - 1] < t.at[i]);
    }
}
