#include "catch.hpp"
#include <diapir/core/parallel.hpp>
#include <diapir/data/synthetic_shapes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <vector>

using diapir::data::shape_names;
using diapir::data::shapes;

namespace {

/// Area and moment of inertia about the center of mass.
struct moments {
    double area = 0, x = 0, y = 0, squares = 0;

    void add(double weight, double at_x, double at_y) {
        area += weight;
        x += weight * at_x;
        y += weight * at_y;
        squares += weight * (at_x * at_x + at_y * at_y);
    }
    /// Of the inertia to the squared area: what neither place, size nor direction changes.
    double ratio() const { return (squares - (x * x + y * y) / area) / (area * area); }
};

/// Of a figure, from a fine grid over the square around it.
moments of_figure(std::size_t label) {
    moments sums;
    constexpr int steps = 800;
    for (int i = -steps; i < steps; ++i)
        for (int j = -steps; j < steps; ++j) {
            const double x = (j + 0.5) / steps, y = (i + 0.5) / steps;
            if (diapir::data::detail::outside_figure(label, x, y) < 0) sums.add(1.0 / (steps * steps), x, y);
        }
    return sums;
}

/// Of the figure in an image without noise; `behind` is the value behind it.
moments of_image(const float* image, std::size_t size, float behind, double contrast) {
    moments sums;
    for (std::size_t i = 0; i < size * size; ++i)
        sums.add(std::abs(static_cast<double>(image[i] - behind)) / contrast, static_cast<double>(i % size),
                 static_cast<double>(i / size));
    return sums;
}

}  // namespace

TEST_CASE("images of every class come in turn, with values around 0 to 1") {
    const auto set = shapes<float>(25);
    CHECK(diapir::shape_of(set.images) == diapir::shape{25, 28, 28, 1});
    for (std::size_t i = 0; i < 25; ++i) CHECK(set.labels[i] == i % 10);
    CHECK(shapes<float>(5, {.classes = 3}).labels == std::vector<std::size_t>{0, 1, 2, 0, 1});
    CHECK(*std::min_element(set.images.begin(), set.images.end()) > -0.3);
    CHECK(*std::max_element(set.images.begin(), set.images.end()) < 1.3);
    CHECK(std::set<std::string_view>(shape_names.begin(), shape_names.end()).size() == 10);
}

TEST_CASE("an image depends on the seed and its number alone") {
    const auto set = shapes<float>(30, {.seed = 4}), first = shapes<float>(7, {.seed = 4});
    CHECK(std::equal(first.images.begin(), first.images.end(), set.images.begin()));
    CHECK((shapes<float>(30, {.seed = 5}).images != set.images));
    const diapir::thread_limit one(1);
    CHECK((shapes<float>(30, {.seed = 4}).images == set.images));
}

TEST_CASE("figures have the areas of their outlines and lie in the circle of radius 1") {
    using std::numbers::pi;
    // The moon is what one circle leaves of another: a sum of two segments.
    const double apart = 0.5, r = 0.9, s = 0.75, to_chord = (apart * apart + r * r - s * s) / (2 * apart);
    const auto segment = [](double radius, double height) {
        return radius * radius * std::acos(height / radius) - height * std::sqrt(radius * radius - height * height);
    };
    const double overlap = segment(r, to_chord) + segment(s, apart - to_chord);
    const std::array<double, 10> areas{pi * 0.85 * 0.85,
                                       1.4 * 1.4,
                                       3 * std::numbers::sqrt3 * 0.25,
                                       2 * 1.8 * 0.5 - 0.25,
                                       pi * (0.85 * 0.85 - 0.45 * 0.45),
                                       1.4 * 1.4 - 0.72 * 0.72,
                                       5 * 0.42 * std::sin(pi / 5),
                                       1.9 * 0.54,
                                       pi * r * r - overlap,
                                       1.4 * 1.4 - 0.9 * 0.9};
    for (std::size_t label = 0; label < 10; ++label) {
        INFO(shape_names[label]);
        CHECK(of_figure(label).area == Approx(areas[label]).epsilon(0.003));
        double nearest = 1;
        for (int i = 0; i < 3600; ++i)
            nearest = std::min(nearest, diapir::data::detail::outside_figure(label, 1.001 * std::cos(i * pi / 1800),
                                                                             1.001 * std::sin(i * pi / 1800)));
        CHECK(nearest > 0);
    }
}

TEST_CASE(
    "every image shows the figure of its label, of any size and contrast, darker or brighter than what is behind") {
    const std::size_t size = 64, count = 200;
    const auto set = shapes<float>(count, {.size = size, .noise = 0, .seed = 1});
    std::array<double, 10> ratios;
    for (std::size_t label = 0; label < 10; ++label) ratios[label] = of_figure(label).ratio();
    std::size_t brighter = 0;
    double smallest = 1, largest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float* image = set.images.data() + i * size * size;
        std::vector<float> sorted(image, image + size * size);
        std::sort(sorted.begin(), sorted.end());
        const float behind = sorted[size * size / 2];
        const bool bright = sorted.back() - behind > behind - sorted.front();
        const double contrast = bright ? sorted.back() - behind : behind - sorted.front();
        INFO(i << " " << shape_names[set.labels[i]]);
        CHECK(of_image(image, size, behind, contrast).ratio() == Approx(ratios[set.labels[i]]).epsilon(0.02));
        brighter += bright;
        smallest = std::min(smallest, contrast);
        largest = std::max(largest, contrast);
        CHECK(sorted.front() >= 0);
        CHECK(sorted.back() <= 1);
    }
    CHECK(brighter > 75);
    CHECK(brighter < 125);
    CHECK(smallest > 0.39);
    CHECK(smallest < 0.45);
    CHECK(largest > 0.85);
    CHECK(largest < 0.91);
}

TEST_CASE("noise has its standard deviation") {
    const auto clean = shapes<double>(20, {.noise = 0}), noisy = shapes<double>(20, {.noise = 0.2});
    double squares = 0;
    for (std::size_t i = 0; i < clean.images.size(); ++i)
        squares += std::pow(noisy.images.data()[i] - clean.images.data()[i], 2);
    CHECK(std::sqrt(squares / static_cast<double>(clean.images.size())) == Approx(0.2).epsilon(0.03));
}

TEST_CASE("the mean image of a class hardly tells it from the others") {
    const std::size_t count = 1000, pixels = 28 * 28;
    const auto train = shapes<double>(count, {.seed = 1}), test = shapes<double>(count, {.seed = 2});
    std::vector<double> means(10 * pixels);
    for (std::size_t i = 0; i < count * pixels; ++i)
        means[train.labels[i / pixels] * pixels + i % pixels] += train.images.data()[i] / (count / 10.0);
    std::size_t right = 0;
    for (std::size_t i = 0; i < count; ++i) {
        std::array<double, 10> distances{};
        for (std::size_t k = 0; k < 10 * pixels; ++k)
            distances[k / pixels] += std::pow(test.images.data()[i * pixels + k % pixels] - means[k], 2);
        const auto nearest = std::min_element(distances.begin(), distances.end()) - distances.begin();
        right += static_cast<std::size_t>(nearest) == test.labels[i];
    }
    CHECK(right < 200);
}

TEST_CASE("options out of range are refused") {
    CHECK_THROWS_WITH(shapes<float>(1, {.size = 11}), Catch::Contains("size of at least 12, got 11"));
    CHECK_THROWS_WITH(shapes<float>(1, {.classes = 11}), Catch::Contains("1 to 10 classes, got 11"));
    CHECK_THROWS_AS(shapes<float>(1, {.classes = 0}), diapir::argument_error);
    CHECK_THROWS_WITH(shapes<float>(1, {.noise = -1}), Catch::Contains("noise of 0 or more, got -1"));
    CHECK(shapes<float>(0).images.size() == 0);
}
