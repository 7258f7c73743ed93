#include "catch.hpp"
#include <diapir/figure/draw/color_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

using namespace diapir::figure;

namespace {

bool near(const rgb& a, const rgb& b, int tolerance = 1) {
    return std::abs(a.r - b.r) <= tolerance && std::abs(a.g - b.g) <= tolerance && std::abs(a.b - b.b) <= tolerance;
}

}  // namespace

TEST_CASE("color maps have the colors of Matplotlib") {
    CHECK(color_at(color_map::gray, 0) == rgb{0, 0, 0});
    CHECK(color_at(color_map::gray, 1) == rgb{255, 255, 255});
    CHECK(near(color_at(color_map::gray, 0.25), {64, 64, 64}));

    CHECK(color_at(color_map::bwr, 0) == rgb{0, 0, 255});
    CHECK(color_at(color_map::bwr, 0.5) == rgb{255, 255, 255});
    CHECK(color_at(color_map::bwr, 1) == rgb{255, 0, 0});
    CHECK(near(color_at(color_map::bwr, 0.25), {128, 128, 255}, 2));
    CHECK(near(color_at(color_map::bwr, 0.75), {255, 126, 126}, 2));

    CHECK(color_at(color_map::viridis, 0) == rgb{68, 1, 84});
    CHECK(near(color_at(color_map::viridis, 0.1), {72, 36, 117}));
    CHECK(near(color_at(color_map::viridis, 0.25), {59, 82, 139}));
    CHECK(near(color_at(color_map::viridis, 0.5), {33, 145, 140}));
    CHECK(near(color_at(color_map::viridis, 0.75), {94, 201, 98}));
    CHECK(color_at(color_map::viridis, 1) == rgb{253, 231, 37});
}

TEST_CASE("blue-red runs over purple, never white, with one lightness") {
    CHECK(color_at(color_map::blue_red, 0) == rgb{0, 139, 251});
    CHECK(color_at(color_map::blue_red, 1) == rgb{255, 0, 81});
    CHECK(near(color_at(color_map::blue_red, 0.5), {196, 79, 212}));
    for (int i = 0; i <= 100; ++i) {
        const rgb c = color_at(color_map::blue_red, i / 100.0);
        CHECK(std::min({c.r, c.g, c.b}) < 120);
        CHECK(near(c, color_at(color_map::blue_red, (i + 1) / 100.0), 10));
    }
}

TEST_CASE("viridis gets lighter from step to step") {
    const auto lightness = [](const rgb& c) { return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b; };
    for (int i = 1; i < 256; ++i) {
        const rgb before = color_at(color_map::viridis, (i - 0.5) / 256),
                  after = color_at(color_map::viridis, (i + 0.5) / 256);
        CHECK(lightness(after) >= lightness(before) - 0.3);
        CHECK(near(before, after, 5));
    }
}

TEST_CASE("values take their colors from the limits") {
    CHECK(color_of(color_map::bwr, 3, {-3, 3}) == rgb{255, 0, 0});
    CHECK(color_of(color_map::bwr, 0, {-3, 3}) == white);
    CHECK(color_of(color_map::bwr, -9, {-3, 3}) == rgb{0, 0, 255});
    CHECK(color_of(color_map::gray, INFINITY, {0, 1}) == white);
    CHECK(color_of(color_map::gray, 0, {1, 0}) == white);
    CHECK(color_of(color_map::bwr, 7, {7, 7}) == white);
    for (const color_map map : {color_map::gray, color_map::bwr, color_map::viridis, color_map::blue_red}) {
        CHECK(color_of(map, NAN, {0, 1}) == not_a_number);
        CHECK(color_of(map, NAN, {1, 1}) == not_a_number);
        for (int i = 0; i <= 1000; ++i) REQUIRE_FALSE(color_at(map, i / 1000.0) == not_a_number);
    }
}

TEST_CASE("an array of values becomes an image") {
    const std::vector<double> values = {0, 1, NAN, 0, 0, 1};
    const raster image = colored(values, 2, 3, color_map::gray, {0, 1});
    CHECK(image.at(0, 0) == rgb{0, 0, 0});
    CHECK(image.at(0, 2) == not_a_number);
    CHECK(image.at(1, 2) == white);
    CHECK_THROWS_WITH(colored(values, 2, 2, color_map::gray, {0, 1}), "colored: expected 2 x 2 values, got 6");
}

TEST_CASE("a scale whose ends differ by rounding has one color, the largest scale has all") {
    CHECK(color_of(color_map::gray, 1, {1, std::nextafter(1, 2)}) == color_of(color_map::gray, 1, {1, 1}));
    const double largest = std::numeric_limits<double>::max();
    CHECK(color_of(color_map::gray, -largest, {-largest, largest}) == rgb{0, 0, 0});
    CHECK(color_of(color_map::gray, largest, {-largest, largest}) == white);
    CHECK(color_of(color_map::gray, 0, {-largest, largest}) == color_at(color_map::gray, 0.5));
}
