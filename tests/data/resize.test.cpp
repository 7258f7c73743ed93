#include "catch.hpp"
#include "reference.hpp"
#include <diapir/core/random.hpp>
#include <diapir/data/resize.hpp>

#include <limits>
#include <string>
#include <utility>

namespace data = diapir::data;
using diapir::array;
using diapir::shape;
using diapir::testing::max_difference;
using diapir::testing::max_magnitude;

TEST_CASE("resize is skimage.transform.resize with anti-aliasing") {
    const auto archive = diapir::testing::reference("resize");
    for (const std::string name : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
        INFO("case " << name);
        const auto expected = archive.get<double>(name + "_out64");
        const shape s = diapir::shape_of(expected);
        const double scale = max_magnitude(expected);
        CHECK(max_difference(data::resize(archive.get<double>(name + "_in"), s[1], s[2]), expected) <= 1e-10 * scale);
        CHECK(max_difference(data::resize(archive.get<float>(name + "_in"), s[1], s[2]), expected) <= 2e-6 * scale);
    }
    for (const std::string name : {"a", "e"}) {
        const auto expected = archive.get<float>(name + "_out32");
        const shape s = diapir::shape_of(expected);
        CHECK(max_difference(data::resize(archive.get<float>(name + "_in"), s[1], s[2]), expected) <=
              2e-6 * max_magnitude(expected));
    }
}

TEST_CASE("exact zeros of a mask stay exact zeros") {
    const auto archive = diapir::testing::reference("resize");
    for (const std::string name : {"m1", "m2", "m3"}) {
        INFO("case " << name);
        const auto expected = archive.get<double>(name + "_out64");
        const auto labels = archive.get<int>(name + "_label");
        const shape s = diapir::shape_of(expected);
        const auto check = [&](const auto& resized) {
            CHECK(max_difference(resized, expected) <= 2e-6 * 255);
            for (std::size_t i = 0; i < labels.size(); ++i)
                REQUIRE((resized.data()[i] != 0) == (labels.data()[i] != 0));
        };
        check(data::resize(archive.get<unsigned char>(name + "_in"), s[1], s[2]));
        check(data::resize(archive.get<float>(name + "_in"), s[1], s[2]));
        check(data::resize(archive.get<double>(name + "_in"), s[1], s[2]));
    }
}

TEST_CASE("channels are resampled each on their own") {
    const auto archive = diapir::testing::reference("resize");
    auto image = archive.get<double>("ch4_in");
    image.reshape({1, 48, 48, 4});
    const auto expected = archive.get<double>("ch4_out64");
    CHECK(max_difference(data::resize(image, 24, 24), expected) <= 1e-10 * max_magnitude(expected));
}

TEST_CASE("a constant image stays constant and an image does not depend on its batch") {
    for (float x : data::resize(diapir::make_array<float>({1, 37, 53, 1}, 0.1f), 10, 77)) CHECK(x == 0.1f);
    array<double> batch = diapir::make_array<double>({3, 20, 30, 2});
    diapir::random_stream random(1);
    for (double& x : batch) x = random.normal();
    const auto all = data::resize(batch, 11, 17);
    const auto one = data::resize(diapir::slice(batch, 1, 2), 11, 17);
    CHECK(max_difference(one, diapir::slice(all, 1, 2)) == 0);
}

TEMPLATE_TEST_CASE("large images are the same bits for any number of threads", "", float, double) {
    using T = TestType;
    array<T> images = diapir::make_array<T>({2, 300, 211, 3});
    diapir::random_stream random(2);
    for (T& x : images) x = static_cast<T>(random.normal());
    const auto with = [&](std::size_t threads) {
        const diapir::thread_limit limit(threads);
        return std::pair(data::resize(images, 170, 333), data::decimate(images, 3));
    };
    const auto alone = with(1);
    for (const std::size_t threads : {2, 5}) {
        const auto shared = with(threads);
        CHECK(max_difference(alone.first, shared.first) == 0);
        CHECK(max_difference(alone.second, shared.second) == 0);
    }
}

TEST_CASE("without anti-aliasing an axis is only interpolated") {
    array<double> image = diapir::make_array<double>({1, 1, 8, 1});
    for (std::size_t i = 0; i < 8; ++i) image.data()[i] = static_cast<double>(i * i);
    const auto half = data::resize(image, 1, 4, {.anti_aliasing = false});
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(half.data()[i] == Approx((image.data()[2 * i] + image.data()[2 * i + 1]) / 2));
}

TEST_CASE("decimate keeps every step-th row and column") {
    array<int> images = diapir::make_array<int>({2, 5, 6, 2});
    for (std::size_t i = 0; i < images.size(); ++i) images.data()[i] = static_cast<int>(i);
    const auto kept = data::decimate(images);
    REQUIRE(diapir::shape_of(kept) == shape{2, 3, 3, 2});
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                for (std::size_t c = 0; c < 2; ++c) CHECK(kept(n, i, j, c) == images(n, 2 * i, 2 * j, c));
    CHECK(diapir::shape_of(data::decimate(diapir::make_array<float>({4, 101, 101}), 3)) == shape{4, 34, 34});
    CHECK(diapir::shape_of(data::decimate(diapir::make_array<float>({4, 9, 9}),
                                          std::numeric_limits<std::size_t>::max())) == shape{4, 1, 1});
}

TEST_CASE("resampling rejects what it cannot read") {
    const auto image = diapir::make_array<double>({5, 5});
    CHECK_THROWS_WITH(data::resize(image, 2, 2), "resize: expected images {n, rows, cols, channels}, got {5, 5}");
    CHECK_THROWS_AS(data::resize(diapir::make_array<double>({1, 5, 5, 1}), 0, 2), diapir::argument_error);
    CHECK_THROWS_AS(data::decimate(image), diapir::argument_error);
    CHECK_THROWS_AS(data::decimate(diapir::make_array<double>({1, 5, 5}), 0), diapir::argument_error);
}
