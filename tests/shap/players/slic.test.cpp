#include "catch.hpp"
#include <diapir/core/random.hpp>
#include <diapir/shap/players/slic.hpp>

#include <cmath>
#include <limits>
#include <set>

using namespace diapir;

namespace {

/// How many connected parts the equal labels have.
std::size_t parts(const array<std::int64_t>& labels) {
    const std::size_t rows = labels.shape()[0], cols = labels.shape()[1];
    std::vector<bool> seen(labels.size(), false);
    std::size_t count = 0;
    for (std::size_t start = 0; start < labels.size(); ++start) {
        if (seen[start]) continue;
        ++count;
        std::vector<std::size_t> open{start};
        seen[start] = true;
        while (!open.empty()) {
            const std::size_t i = open.back(), row = i / cols, col = i % cols;
            open.pop_back();
            const auto visit = [&](bool inside, std::size_t j) {
                if (!inside || seen[j] || labels.data()[j] != labels.data()[i]) return;
                seen[j] = true;
                open.push_back(j);
            };
            visit(row > 0, i - cols);
            visit(row + 1 < rows, i + cols);
            visit(col > 0, i - 1);
            visit(col + 1 < cols, i + 1);
        }
    }
    return count;
}

array<float> noise(const shape& s, std::uint64_t seed) {
    random_stream random(seed);
    auto x = make_array<float>(s);
    for (float& v : x) v = static_cast<float>(random.normal());
    return x;
}

std::size_t number(const array<std::int64_t>& labels) {
    return static_cast<std::size_t>(*std::max_element(labels.begin(), labels.end()) + 1);
}

}  // namespace

TEST_CASE("superpixels are connected, numbered without gaps, and about as many as asked for") {
    const auto x = noise({48, 60, 3}, 1);
    for (std::size_t segments : {1, 20, 120}) {
        const auto labels = shap::superpixels(x, {.segments = segments, .compactness = 2});
        const std::size_t count = number(labels);
        CHECK(shape_of(labels) == shape{48, 60});
        CHECK(std::set<std::int64_t>(labels.begin(), labels.end()).size() == count);
        CHECK(parts(labels) == count);
        CHECK(count >= (segments + 1) / 2);
        CHECK(count <= 2 * segments);
        CHECK(labels.data()[0] == 0);
    }
}

TEST_CASE("an image without detail is cut in a regular grid") {
    const auto labels = shap::superpixels(make_array<double>({24, 36}, 4.0), {.segments = 6});
    REQUIRE(number(labels) == 6);
    std::vector<int> sizes(6, 0);
    for (auto label : labels) ++sizes[static_cast<std::size_t>(label)];
    for (int size : sizes) CHECK(std::abs(size - 144) <= 26);  // the cells are 12 x 12, but for ties at their borders
}

TEST_CASE("superpixels keep to edges") {
    // two regions with a curved border, in channels of very different scale
    auto x = noise({40, 40, 2}, 3);
    const auto inside = [](std::size_t row, std::size_t col) {
        const double y = static_cast<double>(row) - 18, z = static_cast<double>(col) - 22;
        return y * y + z * z < 12 * 12;
    };
    for (std::size_t i = 0; i < 1600; ++i) {
        const bool in = inside(i / 40, i % 40);
        x.data()[2 * i] = 0.05f * x.data()[2 * i] + (in ? 1 : 0);
        x.data()[2 * i + 1] = 1000 * (0.05f * x.data()[2 * i + 1] + (in ? 0 : 1));
    }
    const auto impurity = [&](double compactness) {
        const auto labels = shap::superpixels(x, {.segments = 64, .compactness = compactness});
        std::vector<std::size_t> in(number(labels), 0), all(number(labels), 0);
        for (std::size_t i = 0; i < 1600; ++i) {
            const auto label = static_cast<std::size_t>(labels.data()[i]);
            ++all[label];
            in[label] += inside(i / 40, i % 40);
        }
        std::size_t wrong = 0;
        for (std::size_t k = 0; k < all.size(); ++k) wrong += std::min(in[k], all[k] - in[k]);
        return wrong;
    };
    CHECK(impurity(0.4) <= 8);
    CHECK(impurity(100) > 50);  // a grid, which knows no edges
}

TEST_CASE("rounding of a constant channel makes no superpixels") {
    auto even = make_array<double>({20, 20, 2}, 0.3), rounded = even;
    random_stream random(9);
    for (std::size_t i = 0; i < 400; ++i) {
        even.data()[2 * i] = rounded.data()[2 * i] = static_cast<double>(i);
        if (random.uniform() < 0.5) rounded.data()[2 * i + 1] = 0.1 + 0.2;
    }
    const auto labels = shap::superpixels(even, {.segments = 16});
    CHECK(number(labels) == 16);
    CHECK((shap::superpixels(rounded, {.segments = 16}) == labels));
}

TEST_CASE("superpixels are players, also of each channel") {
    const auto x = noise({20, 20, 3}, 2);
    const auto rule = shap::players::superpixels(x, {.segments = 16});
    const std::size_t count = number(shap::superpixels(x, {.segments = 16}));
    const auto map = (rule * shap::players::channels()).resolve({20, 20, 3});
    CHECK(map.extents == shape{count, 3});
    CHECK(map.axes[0].name == "superpixel");
    CHECK(map.axes[1].name == "channel");
    CHECK_THROWS_AS(shap::superpixels(noise({5}, 1)), argument_error);
    CHECK_THROWS_AS(shap::superpixels(x, {.segments = 0}), argument_error);
    CHECK_THROWS_AS(shap::superpixels(x, {.segments = 401}), argument_error);
    CHECK_THROWS_AS(rule.resolve({20, 21, 3}), argument_error);
}

TEST_CASE("an image with a pixel that is not finite has no superpixels") {
    auto x = noise({16, 16, 1}, 2);
    x(3, 4, 0) = std::nan("");
    CHECK_THROWS_WITH(shap::superpixels(x), Catch::Contains("shap::superpixels: expected finite numbers, got nan"));
    x(3, 4, 0) = std::numeric_limits<double>::infinity();
    CHECK_THROWS_AS(shap::superpixels(x), argument_error);
}

TEST_CASE("an image has the superpixels that it always had") {
    const auto x = noise({10, 12}, 7);
    const array<std::int64_t> expected{{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 0, 2, 2, 2, 1, 1, 1, 1, 1, 1},
                                       {0, 2, 0, 2, 2, 2, 1, 1, 1, 1, 1, 1}, {0, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1},
                                       {0, 3, 2, 2, 2, 2, 4, 1, 1, 1, 1, 1}, {0, 3, 2, 2, 2, 4, 4, 4, 5, 5, 5, 5},
                                       {3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5}, {3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5},
                                       {3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5}, {3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5}};
    CHECK((shap::superpixels(x, {.segments = 6, .compactness = 1.5, .iterations = 2}) == expected));
}

TEST_CASE("iterations end where nothing changes") {
    const auto image = noise({20, 20, 2}, 3);
    const auto once = shap::superpixels(image, {.segments = 9, .iterations = 1000});
    CHECK((shap::superpixels(image, {.segments = 9, .iterations = std::numeric_limits<std::size_t>::max()}) == once));
}

TEST_CASE("superpixels do not depend on the unit of the pixels") {
    array<double> halves = make_array<double>({8, 8});
    const auto segment = [&](double unit) {
        for (std::size_t i = 0; i < 64; ++i) halves.data()[i] = i % 8 < 3 ? unit : -unit;
        return shap::superpixels(halves, {.segments = 4, .compactness = 0.01});
    };
    const auto expected = segment(1);
    for (const double unit : {0x1p664, 0x1p1020, 0x1p-664, 0x1p-1020}) CHECK((segment(unit) == expected));
}
