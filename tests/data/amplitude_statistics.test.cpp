#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data/amplitude_statistics.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace diapir;
using data::amplitude_statistics;

namespace {

std::vector<float> amplitudes(std::size_t count) {
    random_stream random(5);
    std::vector<float> values(count);
    for (float& v : values) v = static_cast<float>(1000 * random.normal() * std::exp(random.normal()) + 50);
    return values;
}

/// numpy.percentile of sorted values.
double percentile_of(const std::vector<float>& sorted, double percent) {
    const double rank = percent / 100 * static_cast<double>(sorted.size() - 1);
    const auto i = static_cast<std::size_t>(rank);
    const double next = sorted[std::min(i + 1, sorted.size() - 1)];
    return sorted[i] + (rank - static_cast<double>(i)) * (next - sorted[i]);
}

}  // namespace

TEST_CASE("statistics of amplitudes in pieces are those of all of them") {
    auto values = amplitudes(50000);
    amplitude_statistics all, parts, other;
    all.add(values.data(), values.size());
    parts.add(values.data(), 12345);
    other.add(values.data() + 12345, values.size() - 12345);
    parts += other;
    const double n = static_cast<double>(values.size()), mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const float v : values) squares += (v - mean) * (v - mean);
    for (const auto& s : {all, parts}) {
        CHECK(s.count() == values.size());
        CHECK(s.mean() == Approx(mean));
        CHECK(s.deviation() == Approx(std::sqrt(squares / n)));
        CHECK(s.root_mean_square() == Approx(std::sqrt(squares / n + mean * mean)));
        CHECK(s.least() == *std::min_element(values.begin(), values.end()));
        CHECK(s.largest() == *std::max_element(values.begin(), values.end()));
    }
    std::sort(values.begin(), values.end());
    for (const double percent : {0.0, 0.1, 1.0, 10.0, 25.0, 75.0, 90.0, 99.0, 99.9, 100.0}) {
        INFO(percent);
        CHECK(all.percentile(percent) == Approx(percentile_of(values, percent)).epsilon(0.002));
        CHECK(parts.percentile(percent) == all.percentile(percent));
    }
    CHECK_THROWS_AS(all.percentile(101), argument_error);
}

TEST_CASE("zeros, NaN and infinities are counted") {
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> values{0, -0.0f, 3, std::nanf(""), infinity, -infinity, -2};
    amplitude_statistics s;
    s.add(values.data(), values.size());
    CHECK(s.count() == 4);
    CHECK(s.zeros() == 2);
    CHECK(s.invalid() == 3);
    CHECK(s.least() == -2);
    CHECK(s.largest() == 3);
    CHECK(s.percentile(50) == 0);
    CHECK(std::isnan(amplitude_statistics().percentile(50)));
}

TEST_CASE("the largest floats have their bins") {
    const float most = std::numeric_limits<float>::max();
    const std::vector<float> values{-most, most, most};
    amplitude_statistics s;
    s.add(values.data(), values.size());
    CHECK(s.percentile(100) == most);
    CHECK(s.percentile(0) == Approx(-most).epsilon(0.002));
    for (const std::size_t cut : {1, 2}) {
        amplitude_statistics parts, rest;
        parts.add(values.data(), cut);
        rest.add(values.data() + cut, values.size() - cut);
        rest += parts;
        for (const double percent : {0.0, 20.0, 50.0, 100.0}) CHECK(rest.percentile(percent) == s.percentile(percent));
    }
}
