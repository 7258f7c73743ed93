#include "catch.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/core/random.hpp>
#include <diapir/nn/evaluation/bootstrap.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

using namespace diapir;

TEST_CASE("a bootstrap interval is that of all resamples there are") {
    const std::vector<double> values = {1, 2, 4, 9};  // whose 256 resamples are equally likely
    std::vector<double> means;
    for (std::size_t k = 0; k < 256; ++k)
        means.push_back((values[k % 4] + values[k / 4 % 4] + values[k / 16 % 4] + values[k / 64]) / 4);
    std::sort(means.begin(), means.end());
    const auto found = nn::bootstrap_mean(values, {.resamples = 100000, .confidence = 0.8});
    CHECK(found.estimate == 4);
    CHECK(found.low == means[25]);
    CHECK(found.high == means[230]);
}

TEST_CASE("a bootstrap interval of a mean is near the normal one") {
    random_stream random(2);
    std::vector<double> values;
    for (int i = 0; i < 400; ++i) values.push_back(3 + 2 * random.normal());
    const auto found = nn::bootstrap_mean(values, {.resamples = 20000});
    CHECK(found.high - found.low == Approx(2 * 1.96 * 2 / 20).epsilon(0.1));
    CHECK((found.low + found.high) / 2 == Approx(found.estimate).margin(0.01));
    CHECK(found.excludes(2));
    CHECK_FALSE(found.excludes(found.estimate));
}

TEST_CASE("a pair is drawn together, so that what is common to both makes no difference") {
    random_stream random(3);
    std::vector<double> a, b;
    for (int i = 0; i < 200; ++i) {
        a.push_back(10 * random.normal());
        b.push_back(a.back() + 0.1 + 0.1 * random.normal());
    }
    const auto found = nn::paired_difference(a, b);
    CHECK(found.estimate == Approx(0.1).margin(0.03));
    CHECK(found.high - found.low == Approx(2 * 1.96 * 0.1 / std::sqrt(200)).epsilon(0.2));
    CHECK(found.excludes(0));
    a.push_back(std::numeric_limits<double>::quiet_NaN());
    b.push_back(5);
    CHECK(nn::paired_difference(a, b).estimate == Approx(found.estimate).epsilon(1e-12));
}

TEST_CASE("a ratio is that of the sums, and NaN where there is nothing to divide by") {
    const std::vector<double> above = {1, 6, 0}, below = {2, 4, 0}, zeros = {0, 0, 0};
    const auto found = nn::bootstrap_ratio(above, below);
    CHECK(found.estimate == Approx(7.0 / 6));
    CHECK(found.low == 0.5);  // resamples of the first and the last alone
    CHECK(found.high == 1.5);
    CHECK(std::isnan(nn::bootstrap_ratio(above, zeros).low));
}

TEST_CASE("a bootstrap interval of an infinite value ends there") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double sign : {1.0, -1.0}) {
        const std::vector<double> values = {1, 2, sign * infinity};
        for (const std::size_t resamples : {100, 101, 102, 103}) {  // quantiles at and between what was found
            const auto found = nn::bootstrap_mean(values, {.resamples = resamples, .confidence = 0.9});
            CHECK(found.estimate == sign * infinity);
            CHECK((sign > 0 ? found.high : found.low) == sign * infinity);
            const double other = sign > 0 ? found.low : found.high;
            CHECK((other >= 1 && other <= 2));
        }
    }
    CHECK(nn::detail::sorted_quantile(std::vector{-infinity, 0.0}, 0.5) == -infinity);
    CHECK(nn::detail::sorted_quantile(std::vector{0.0, infinity}, 0) == 0);
    CHECK(nn::detail::sorted_quantile(std::vector{0.0, infinity}, 0.5) == infinity);
}

TEST_CASE("bootstrap intervals do not depend on the number of threads") {
    std::vector<double> values;
    for (int i = 0; i < 5000; ++i) values.push_back(std::sin(i));
    const auto many = nn::bootstrap_mean(values, {.resamples = 200});
    const thread_limit one(1);
    const auto alone = nn::bootstrap_mean(values, {.resamples = 200});
    CHECK(many.low == alone.low);
    CHECK(many.high == alone.high);
    CHECK(nn::bootstrap_mean(values, {.resamples = 200, .seed = 1}).low != alone.low);
}

TEST_CASE("bootstrap intervals refuse what means nothing") {
    const std::vector<double> none, one = {1}, two = {1, 2};
    CHECK_THROWS_AS(nn::bootstrap_mean(none), argument_error);
    CHECK_THROWS_AS(nn::bootstrap_mean(one, {.resamples = 1}), argument_error);
    CHECK_THROWS_AS(nn::bootstrap_mean(one, {.confidence = 1}), argument_error);
    CHECK_THROWS_WITH(nn::bootstrap(static_cast<std::size_t>(-1), [](std::span<const std::size_t>) { return 0.0; }),
                      "bootstrap: expected at most 4294967296 samples, got 18446744073709551615");
    CHECK_THROWS_AS(nn::paired_difference(one, two), argument_error);
    CHECK_THROWS_AS(nn::bootstrap_ratio(one, two), argument_error);
}
