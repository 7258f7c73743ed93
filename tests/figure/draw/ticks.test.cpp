#include "catch.hpp"
#include <diapir/figure/draw/ticks.hpp>

#include <cmath>
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
