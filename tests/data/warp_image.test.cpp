#include "catch.hpp"
#include "larger.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data/mirror.hpp>
#include <diapir/data/warp_image.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using diapir::image_view;
using diapir::data::interpolation;
using diapir::data::warp;
using diapir::data::warp_image;

namespace {

/// An image with its memory.
template <class T>
struct image {
    std::size_t rows, cols, channels;
    std::vector<T> values = std::vector<T>(rows * cols * channels);

    image_view<T> view() { return {values.data(), rows, cols, channels}; }
    T& at(std::size_t row, std::size_t col, std::size_t channel = 0) { return view().at(row, col, channel); }
    /// The value at a pixel that may lie outside, where the image goes on as d c b a | a b c d | d c b a.
    T beyond(std::ptrdiff_t row, std::ptrdiff_t col, std::size_t channel, bool odd = false) {
        T sign = 1;
        const auto height = static_cast<std::ptrdiff_t>(rows), width = static_cast<std::ptrdiff_t>(cols);
        while (row < 0 || row >= height) row = row < 0 ? -1 - row : 2 * height - 1 - row;
        for (; col < 0 || col >= width; sign = odd ? -sign : sign) col = col < 0 ? -1 - col : 2 * width - 1 - col;
        return sign * at(static_cast<std::size_t>(row), static_cast<std::size_t>(col), channel);
    }
};

template <class T>
image<T> noisy_image(std::size_t rows, std::size_t cols, std::size_t channels, std::uint64_t seed = 1) {
    image<T> made{rows, cols, channels};
    diapir::random_stream random(seed);
    for (T& x : made.values) x = static_cast<T>(random.normal());
    return made;
}

}  // namespace

TEST_CASE("shifts by whole pixels bring in reflections, bit for bit") {
    const std::vector<std::size_t> odd{2};
    for (const auto& [down, right] : {std::pair{3, -2}, {-5, 4}, {0, 6}, {-6, 0}, {13, -17}, {-20, 30}}) {
        image<float> before = noisy_image<float>(7, 6, 3), after = before;
        before.at(1, 1) = after.at(1, 1) = -0.0f;
        warp_image(after.view(), warp::shift(down, right), interpolation::linear, odd);
        bool same = true;
        for (std::size_t row = 0; row < 7; ++row)
            for (std::size_t col = 0; col < 6; ++col)
                for (std::size_t k = 0; k < 3; ++k) {
                    const float expected = before.beyond(static_cast<std::ptrdiff_t>(row) - down,
                                                         static_cast<std::ptrdiff_t>(col) - right, k, k == 2);
                    same &=
                        std::bit_cast<std::uint32_t>(after.at(row, col, k)) == std::bit_cast<std::uint32_t>(expected);
                }
        INFO(down << " " << right);
        CHECK(same);
    }
}

TEST_CASE("NaN moves with its pixel in shifts by whole pixels and does not spread") {
    image<double> moved = noisy_image<double>(5, 5, 1);
    moved.at(2, 2) = NAN;
    warp_image(moved.view(), warp::shift(1, -1));
    for (std::size_t row = 0; row < 5; ++row)
        for (std::size_t col = 0; col < 5; ++col) CHECK(std::isnan(moved.at(row, col)) == (row == 3 && col == 1));
}

TEST_CASE("a pixel on which a place lies is taken alone, whatever its neighbors are") {
    image<double> row{1, 3, 1, {1, std::numeric_limits<double>::quiet_NaN(), 3}};
    warp_image(row.view(), warp{.col_step = 0.5}, interpolation::linear);
    CHECK(row.at(0, 0) == 1);
    CHECK(std::isnan(row.at(0, 1)));
    CHECK(std::isnan(row.at(0, 2)));
}

TEST_CASE("between pixels, images are interpolated linearly along both axes and masks have the nearest value") {
    for (const std::size_t channels : {1, 2, 3, 4, 5}) {
        image<double> before = noisy_image<double>(12, 15, channels, channels), linear = before, nearest = before;
        const warp by = warp::shift(2.25, -3).then(warp::shear(0.37, 15)).then(warp::crop(0.85, 1.2, 0.7));
        const std::vector<std::size_t> odd{channels - 1};
        warp_image(linear.view(), by, interpolation::linear, odd);
        warp_image(nearest.view(), by, interpolation::nearest);
        double difference = 0;
        bool same = true;
        for (std::size_t row = 0; row < 12; ++row)
            for (std::size_t col = 0; col < 15; ++col)
                for (std::size_t k = 0; k < channels; ++k) {
                    const double y = by.row_at(static_cast<double>(row), static_cast<double>(col)),
                                 x = by.col_at(static_cast<double>(col));
                    const auto i = static_cast<std::ptrdiff_t>(std::floor(y)),
                               j = static_cast<std::ptrdiff_t>(std::floor(x));
                    const double v = y - std::floor(y), u = x - std::floor(x);
                    const auto at = [&](std::ptrdiff_t r, std::ptrdiff_t c) {
                        return before.beyond(r, c, k, k == channels - 1);
                    };
                    const double expected = (1 - v) * ((1 - u) * at(i, j) + u * at(i, j + 1)) +
                                            v * ((1 - u) * at(i + 1, j) + u * at(i + 1, j + 1));
                    difference = diapir::testing::larger(difference, std::abs(linear.at(row, col, k) - expected));
                    same &= nearest.at(row, col, k) == before.beyond(std::lround(y), std::lround(x), k);
                }
        CHECK(difference < 1e-12);
        CHECK(same);
    }
}

TEST_CASE("a crop of a ramp is the ramp, enlarged, and a shear of layers gives them another dip") {
    image<double> ramp{20, 30, 2}, layers{20, 30, 1};
    for (std::size_t row = 0; row < 20; ++row)
        for (std::size_t col = 0; col < 30; ++col) {
            ramp.at(row, col, 0) = static_cast<double>(row);
            ramp.at(row, col, 1) = static_cast<double>(col);
            layers.at(row, col) = static_cast<double>(row);
        }
    warp_image(ramp.view(), warp::crop(0.8, 2, 3));
    CHECK(ramp.at(0, 0, 0) == Approx(1.9));
    CHECK(ramp.at(19, 0, 0) == Approx(1.9 + 0.8 * 19));
    CHECK(ramp.at(5, 0, 1) == Approx(2.9));
    CHECK(ramp.at(5, 29, 1) == Approx(2.9 + 0.8 * 29));
    warp_image(layers.view(), warp::shear(0.2, 30));
    for (std::size_t col = 1; col < 30; ++col) CHECK(layers.at(10, col - 1) - layers.at(10, col) == Approx(0.2));
}

TEST_CASE("a derivative stays the derivative where reflections come in") {
    image<double> section = noisy_image<double>(9, 11, 2, 7);
    for (std::size_t row = 0; row < 9; ++row)
        for (std::size_t col = 0; col < 11; ++col) {
            const auto r = static_cast<std::ptrdiff_t>(row), c = static_cast<std::ptrdiff_t>(col);
            section.at(row, col, 1) = section.beyond(r, c + 1, 0) - section.beyond(r, c - 1, 0);
        }
    const std::vector<std::size_t> odd{1};
    for (const auto& by : {warp::shift(0, 4), warp::shift(2, -3.5), warp::shift(0, -15)}) {
        image<double> moved = section;
        warp_image(moved.view(), by, interpolation::linear, odd);
        for (std::size_t row = 0; row < 9; ++row)
            for (std::size_t col = 1; col < 10; ++col)
                CHECK(moved.at(row, col, 1) ==
                      Approx(moved.at(row, col + 1, 0) - moved.at(row, col - 1, 0)).margin(1e-12));
    }
    // By its own width a section becomes its mirror image.
    image<double> shifted = section, mirrored = section;
    warp_image(shifted.view(), warp::shift(0, 11), interpolation::linear, odd);
    diapir::data::mirror_traces(mirrored.view(), odd);
    CHECK(shifted.values == mirrored.values);
}

TEST_CASE("constants stay exactly what they are") {
    image<float> constant{10, 10, 4, std::vector<float>(400, 0.1f)};
    const auto before = constant.values;
    warp_image(constant.view(), warp::shear(0.13, 10).then(warp::crop(0.9, 0.3, 0.2)));
    CHECK(constant.values == before);
}

TEST_CASE("places that are not finite or far away are refused, and channels that do not exist") {
    image<float> small = noisy_image<float>(3, 3, 1);
    const std::vector<std::size_t> odd{1};
    CHECK_THROWS_AS(warp_image(small.view(), warp::shift(NAN, 0)), diapir::argument_error);
    CHECK_THROWS_AS(warp_image(small.view(), warp::shift(0, std::numeric_limits<double>::infinity())),
                    diapir::argument_error);
    CHECK_THROWS_AS(warp_image(small.view(), warp::shear(1e300, 3)), diapir::argument_error);
    CHECK_THROWS_AS(warp_image(small.view(), warp::shift(1, 0), interpolation::linear, odd), diapir::argument_error);
    CHECK_THROWS_WITH(warp_image(small.view(), warp{.row_step = 1e6, .col_step = 1e6}),
                      Catch::Contains("warp_image: expected places among 1073741824 pixels, got 2000003 x 2000003"));
    warp_image(image_view<float>{}, warp::shift(1, 1));  // of nothing
}
