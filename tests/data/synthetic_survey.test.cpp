#include "catch.hpp"
#include "data/fingerprint.hpp"
#include <diapir/data/synthetic_survey.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace diapir;

namespace {

const data::synthetic_survey_options small{.ilines = 40, .xlines = 50, .samples = 80};

double correlation(const array<float>& a, const array<float>& b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double x = static_cast<double>(a.data()[i]), y = static_cast<double>(b.data()[i]);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return ab / std::sqrt(aa * bb);
}

}  // namespace

TEST_CASE("inlines of a synthetic survey are reproducible, in any order") {
    const data::synthetic_survey one(small, 3), other(small, 3), another(small, 4);
    const auto late = one.inline_section(20);
    one.inline_section(5);
    CHECK(late.image == other.inline_section(20).image);
    CHECK(late.mask == one.inline_section(20).mask);
    CHECK(late.image != another.inline_section(20).image);
    CHECK(shape_of(late.image) == shape{80, 50});
}

TEST_CASE("neighboring inlines of a synthetic survey resemble each other, distant ones do not") {
    const data::synthetic_survey survey({.ilines = 200, .xlines = 60, .samples = 120, .noise = 0.05}, 1);
    const auto here = survey.inline_section(100).image;
    CHECK(correlation(here, survey.inline_section(101).image) > 0.7);
    CHECK(std::abs(correlation(here, survey.inline_section(10).image)) < 0.4);
}

TEST_CASE("a synthetic survey has salt, and amplitudes of about 1") {
    double salt = 0, squares = 0;
    std::size_t count = 0;
    const data::synthetic_survey survey(small, 2);
    for (std::size_t i = 0; i < small.ilines; ++i) {
        const auto section = survey.inline_section(i);
        for (const float m : section.mask) {
            CHECK((m == 0 || m == 1));
            salt += static_cast<double>(m);
        }
        for (const float a : section.image) squares += static_cast<double>(a) * static_cast<double>(a);
        count += section.mask.size();
    }
    CHECK(salt / static_cast<double>(count) > 0.02);
    CHECK(salt / static_cast<double>(count) < 0.8);
    const double level = std::sqrt(squares / static_cast<double>(count));
    CHECK(level > 0.5);
    CHECK(level < 2);
}

TEST_CASE("synthetic surveys that are too small are refused") {
    CHECK_THROWS_AS(data::synthetic_survey({.ilines = 1}), argument_error);
    CHECK_THROWS_AS(data::synthetic_survey({.samples = 10}), argument_error);
    CHECK_THROWS_AS(data::synthetic_survey({.period = 2}), argument_error);
    CHECK_THROWS_AS(data::synthetic_survey({.samples = 20, .period = 201}), argument_error);
    CHECK_NOTHROW(data::synthetic_survey({.samples = 20, .period = 200}));
    CHECK_THROWS_AS(data::synthetic_survey(small).inline_section(40), argument_error);
}

TEST_CASE("a seed gives the survey that it always gave") {
    const data::synthetic_survey survey(small, 3);
    const std::pair<std::size_t, std::array<double, 3>> expected[] = {{0, {-0.00123433, 0.00086804, 0}},
                                                                      {13, {0.00412123, 0.01500314, 0.12525}},
                                                                      {39, {-0.00974858, -0.00406046, 0}}};
    for (const auto& [iline, numbers] : expected) {
        const auto section = survey.inline_section(iline);
        const auto [mean, weighted] = testing::fingerprint(section.image);
        CHECK(mean == Approx(numbers[0]).margin(1e-5));
        CHECK(weighted == Approx(numbers[1]).margin(1e-5));
        CHECK(testing::fingerprint(section.mask).first == Approx(numbers[2]).margin(0.001));
    }
}
