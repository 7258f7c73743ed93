#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data/stratified_split.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

namespace data = diapir::data;
using edges = std::vector<double>;
using labels = std::vector<std::size_t>;

namespace {

/// Parts of images that are salt: two in five without any, the others anything.
std::vector<double> coverage(std::size_t count) {
    diapir::random_stream random(6);
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = i % 5 < 2 ? 0 : random.uniform(0.001, 1);
    return values;
}

std::map<std::size_t, double> counts(const labels& strata, const std::vector<std::size_t>& part) {
    std::map<std::size_t, double> found;
    for (std::size_t i : part) ++found[strata[i]];
    return found;
}

}  // namespace

TEST_CASE("every set has every stratum in proportion") {
    const auto values = coverage(1000);
    const std::vector<std::size_t> all = [] {
        std::vector<std::size_t> every(1000);
        std::iota(every.begin(), every.end(), std::size_t{0});
        return every;
    }();
    for (const edges& given : {edges{}, edges{0, 0.2, 0.4, 0.6, 0.8}}) {
        const auto s = data::stratified_split(values, {.seed = 3, .edges = given});
        CHECK(s.test.size() == 200);
        CHECK(s.valid.size() == 160);
        std::vector<std::size_t> together = s.train;
        together.insert(together.end(), s.valid.begin(), s.valid.end());
        together.insert(together.end(), s.test.begin(), s.test.end());
        std::sort(together.begin(), together.end());
        CHECK(together == all);
        const labels strata = data::strata(values, given.empty() ? data::quantile_edges(values, 10) : given);
        const auto expected = counts(strata, all);
        CHECK(expected.size() == (given.empty() ? 7 : 6));
        CHECK(expected.at(0) == 400);  // those without salt, and no others
        for (const auto* part : {&s.train, &s.valid, &s.test}) {
            auto found = counts(strata, *part);
            for (const auto& [stratum, count] : expected)
                CHECK(found[stratum] == Approx(count * static_cast<double>(part->size()) / 1000).margin(2));
        }
    }
}

TEST_CASE("strata hold their largest value") {
    const edges ends{0, 0.5};
    CHECK(data::strata(edges{-1, 0, 0.1, 0.5, 0.6, 9}, ends) == labels{0, 0, 1, 1, 2, 2});
    CHECK(data::strata(edges{3, 1}, edges{}) == labels{0, 0});
}

TEST_CASE("quantiles divide samples evenly and keep equal values together") {
    CHECK(data::quantile_edges(edges{5, 1, 4, 2, 3, 6}, 3) == edges{2, 4});
    CHECK(data::quantile_edges(edges{0, 0, 0, 0, 1, 2}, 3) == edges{0});
    CHECK(data::quantile_edges(edges{0, 0, 0, 1, 2, 3}, 3) == edges{0, 1});
    CHECK(data::quantile_edges(edges{1, 2}, 10) == edges{1});
    CHECK(data::quantile_edges(edges{1, 2}, 1).empty());
    CHECK(data::quantile_edges(edges{}, 4).empty());
}

TEST_CASE("a stratified split depends on its seed and has the sizes of its options") {
    const auto values = coverage(100);
    CHECK(data::stratified_split(values, {.seed = 1}).test == data::stratified_split(values, {.seed = 1}).test);
    CHECK(data::stratified_split(values, {.seed = 1}).test != data::stratified_split(values, {.seed = 2}).test);
    const auto s = data::stratified_split(values, {.test = 0.1, .valid = 0});
    CHECK(s.test.size() == 10);
    CHECK(s.valid.empty());
}

TEST_CASE("values and edges that give no strata are refused") {
    const auto values = coverage(20);
    CHECK_THROWS_WITH(data::stratified_split(values, {.quantiles = 0}),
                      Catch::Contains("expected 1 to 1048576 strata, got 0"));
    CHECK_THROWS_WITH(data::stratified_split(values, {.edges = {0.5, 0.5}}),
                      Catch::Contains("edges that ascend, got 0.5 as number 1"));
    CHECK_THROWS_AS(data::stratified_split(values, {.edges = {0, NAN}}), diapir::argument_error);
    CHECK_THROWS_AS(data::stratified_split(values, {.edges = {NAN}}), diapir::argument_error);
    CHECK_THROWS_WITH(data::stratified_split(edges{1, NAN, 2}), Catch::Contains("finite values, got nan"));
    CHECK_THROWS_AS(data::stratified_split(edges{1, INFINITY, 2}, {.edges = {0}}), diapir::argument_error);
    CHECK_THROWS_AS(data::stratified_split(values, {.test = 1}), diapir::argument_error);
    CHECK_THROWS_AS(data::stratified_split(edges{}), diapir::argument_error);
}
