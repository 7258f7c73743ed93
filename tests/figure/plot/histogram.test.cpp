#include "catch.hpp"
#include "figure/pixels.hpp"
#include <diapir/figure/draw/figure.hpp>
#include <diapir/figure/plot/histogram.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

using namespace diapir::figure;
using diapir::testing::find_color;

TEST_CASE("a histogram counts as numpy.histogram does") {
    const std::vector<double> values = {0, 0.5, 1, 1, 2, 3.9, 4, 4, NAN, INFINITY};
    const histogram h = histogram_of(values, {.bins = 4, .probability = false});
    CHECK(h.edges == std::vector<double>{0, 1, 2, 3, 4});
    CHECK(h.heights == std::vector<double>{2, 2, 1, 3});
    const histogram inner = histogram_of(values, {.bins = 2, .range = limits{1, 3}, .probability = false});
    CHECK(inner.heights == std::vector<double>{2, 1});
}

TEST_CASE("probabilities add up to one") {
    std::vector<double> values;
    for (int i = 0; i < 57; ++i) values.push_back(std::sin(i));
    const histogram h = histogram_of(values);
    CHECK(h.heights.size() == 10);
    CHECK(std::accumulate(h.heights.begin(), h.heights.end(), 0.0) == Approx(1));
    CHECK(histogram_of(std::vector<double>{}).heights == std::vector<double>(10, 0.0));
}

TEST_CASE("equal values have bins around them") {
    const histogram h = histogram_of(std::vector<double>{3, 3}, {.bins = 2});
    CHECK(h.edges == std::vector<double>{2.5, 3, 3.5});
    CHECK(h.heights == std::vector<double>{0, 1});
}

TEST_CASE("a histogram refuses what it cannot count") {
    CHECK_THROWS_WITH(histogram_of(std::vector<double>{1}, {.bins = 0}),
                      "histogram: expected 1 to 1048576 bins, got 0");
    CHECK_THROWS_WITH(histogram_of(std::vector<double>{1}, {.range = limits{1, 1}}),
                      "histogram: the range must ascend, got 1 to 1");
}

TEST_CASE("bars stand on zero and are as high as their share") {
    figure fig(1, 1, {.width = 300, .height = 300});
    hist(fig.at(0, 0), std::vector<double>{0, 1, 1, 1, 1}, {.bins = 2, .color = rgb{255, 0, 0}});
    CHECK(fig.at(0, 0).y.ends().low == 0);
    CHECK(*fig.at(0, 0).y.data == limits{0, 0.8});
    CHECK(fig.at(0, 0).y.label == "Probability");
    const auto bars = find_color(fig.pixels(), {255, 64, 64});
    REQUIRE(bars);
    CHECK(double(bars->count) == Approx(double(bars->width() * bars->height()) * 0.625).epsilon(0.02));
    figure empty, logarithmic;
    hist(empty.at(0, 0), std::vector<double>{});
    CHECK(empty.pixels().rows > 0);
    logarithmic.at(0, 0).y.scale = axis_scale::log;
    hist(logarithmic.at(0, 0), std::vector<double>{1, 2, 2, 2}, {.bins = 2, .color = rgb{255, 0, 0}});
    CHECK(find_color(logarithmic.pixels(), {255, 64, 64})->count > 1000);
}

TEST_CASE("values that differ by rounding have bins around them") {
    const double largest = std::numeric_limits<double>::max();
    for (const std::vector<double>& values : {std::vector<double>{1, std::nextafter(1, 0), 1},
                                              {1.7e18, 1.7e18 + 100, 1.7e18 + 900},
                                              {0, 5e-324},
                                              {largest},
                                              {-largest, largest},
                                              {1e300, -1e300},
                                              {0.1, 0.1 + 1e-14}}) {
        for (const std::size_t bins : {std::size_t{1}, std::size_t{10}, std::size_t{1000}}) {
            const histogram h = histogram_of(values, {.bins = bins, .probability = false});
            CHECK(std::accumulate(h.heights.begin(), h.heights.end(), 0.0) == double(values.size()));
            CHECK((std::isfinite(h.edges.front()) && std::isfinite(h.edges.back())));
            for (std::size_t i = 0; i < bins; ++i) REQUIRE(h.edges[i] < h.edges[i + 1]);
        }
        figure fig;
        hist(fig.at(0, 0), values);
        CHECK(fig.pixels().rows > 0);
    }
    const histogram h = histogram_of(std::vector<double>{1, std::nextafter(1, 0), 1}, {.bins = 2});
    CHECK(h.edges.front() == Approx(0.5));
    CHECK(h.edges.back() == Approx(1.5));
    CHECK_THROWS_WITH(histogram_of(std::vector<double>{1}, {.range = limits{1, std::nextafter(1, 2)}}),
                      "histogram: a range from 1 to 1 is too narrow for 10 bins");
    CHECK_THROWS_AS(histogram_of(std::vector<double>{1}, {.range = limits{0, INFINITY}}), diapir::argument_error);
    panel p;
    p.x.scale = axis_scale::log;
    CHECK_THROWS_WITH(hist(p, std::vector<double>{-1, 2}), "hist: a logarithmic axis does not have bins from -1");
}
