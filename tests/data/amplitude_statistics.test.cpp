#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data/amplitude_statistics.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
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

TEST_CASE("percentiles lie within a small share of the range, however large the offset") {
    random_stream random(6);
    for (const auto& [offset, spread] :
         {std::pair{3000.0, 2.2}, {-1e4, 3.0}, {1e6, 1.0}, {3000.0, 50.0}, {5.0, 1e-4}}) {
        INFO(offset);
        std::vector<float> values(40000);
        for (float& v : values) v = static_cast<float>(offset + spread * random.normal());
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        const double range = static_cast<double>(*high) - static_cast<double>(*low);
        amplitude_statistics forward, backward, with_others;
        forward.add(values.data(), values.size());
        for (std::size_t i = values.size(); i-- > 0;) backward.add(&values[i], 1);
        with_others = forward;  // zeros, and some far out, change no more than the ranks
        std::vector<float> all = values, others(1000, 0.0f);
        for (std::size_t i = 0; i < 40; ++i) others.push_back(static_cast<float>(std::pow(10.0, i) * 1e-20));
        with_others.add(others.data(), others.size());
        all.insert(all.end(), others.begin(), others.end());
        std::sort(values.begin(), values.end());
        std::sort(all.begin(), all.end());
        for (const double percent : {0.01, 1.0, 10.0, 50.0, 90.0, 99.0, 99.9}) {
            INFO(percent);
            CHECK(forward.percentile(percent) ==
                  Approx(percentile_of(values, percent)).epsilon(0).margin(range / 65536));
            CHECK(backward.percentile(percent) == forward.percentile(percent));
            if (percent > 5 && percent < 95)
                CHECK(with_others.percentile(percent) ==
                      Approx(percentile_of(all, percent)).epsilon(0).margin(range / 65536));
        }
    }
}

TEST_CASE("bins are as wide as all parts together need") {
    const auto wide = amplitudes(50000);
    std::vector<float> narrow(1000);
    std::iota(narrow.begin(), narrow.end(), 3000.0f);
    amplitude_statistics a, b, one;
    a.add(wide.data(), wide.size());
    b.add(narrow.data(), narrow.size());
    CHECK(b.percentile(50) == 3499.5);  // of single floats
    amplitude_statistics first = a, second = b;
    first += b;
    second += a;
    one.add(narrow.data(), narrow.size());
    one.add(wide.data(), wide.size());
    for (const double percent : {1.0, 25.0, 50.0, 99.0}) {
        CHECK(first.percentile(percent) == one.percentile(percent));
        CHECK(second.percentile(percent) == one.percentile(percent));
    }
}

TEST_CASE("the smallest floats have their bins") {
    const std::vector<float> few{1e-40f, 2e-40f, 3e-40f};
    amplitude_statistics s;
    s.add(few.data(), few.size());
    CHECK(s.percentile(50) == static_cast<double>(few[1]));
    CHECK(s.percentile(25) == (static_cast<double>(few[0]) + static_cast<double>(few[1])) / 2);
    // More than there are bins: 1, 2, 3, ... times the smallest, two in a bin.
    std::vector<float> many;
    for (std::uint32_t word = 1; word <= 200001; ++word) many.push_back(std::bit_cast<float>(word));
    amplitude_statistics t;
    t.add(many.data(), many.size());
    const double smallest = std::numeric_limits<float>::denorm_min();
    for (const double percent : {0.0, 10.0, 50.0, 99.0, 100.0})
        CHECK(std::abs(t.percentile(percent) - percentile_of(many, percent)) <= 2 * smallest);
}

TEST_CASE("statistics that were moved from are added to as before") {
    const std::vector<float> some{1, 2, 3};
    amplitude_statistics s;
    s.add(some.data(), some.size());
    const amplitude_statistics moved = std::move(s);
    s.add(some.data(), some.size());
    CHECK(s.count() == 6);
    CHECK(moved.count() == 3);
    CHECK(s.percentile(50) == 2);
}
