#include "catch.hpp"
#include <diapir/data/augmentation.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

using diapir::image_view;
using diapir::random_stream;
using diapir::data::augmentation;
using diapir::data::augmentation_options;

namespace {

constexpr std::size_t rows = 20, cols = 30;

/// Channel 0 is the row, 1 the column from the middle, which is odd, 2 the mask; the mask is an ellipse.
struct sample {
    std::vector<double> image = std::vector<double>(rows * cols * 3), mask = std::vector<double>(rows * cols);

    sample() {
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t col = 0; col < cols; ++col) {
                const double y = static_cast<double>(row), x = static_cast<double>(col);
                mask_view().at(row, col, 0) = std::pow((y - 7) / 6, 2) + std::pow((x - 11) / 9, 2) < 1;
                image_of().at(row, col, 0) = y;
                image_of().at(row, col, 1) = x - (cols - 1) / 2.0;
                image_of().at(row, col, 2) = mask_view().at(row, col, 0);
            }
    }
    image_view<double> image_of() { return {image.data(), rows, cols, 3}; }
    image_view<double> mask_view() { return {mask.data(), rows, cols, 1}; }
    double at(std::size_t row, std::size_t col, std::size_t channel) { return image_of().at(row, col, channel); }
    bool operator==(const sample&) const = default;
};

/// A sample that stream number `index` has changed.
sample changed(const augmentation_options& options, std::uint64_t index = 0) {
    sample s;
    random_stream random(17, index);
    augmentation{options}(s.image_of(), s.mask_view(), random);
    return s;
}

augmentation_options everything() {
    return {.flip = 0.5,
            .odd_channels = {1},
            .shift = 0.7,
            .shift_rows = 4,
            .shift_cols = 5,
            .shear = 0.7,
            .crop = 0.7,
            .amplitude = 0.2,
            .offset = 0.1,
            .noise = 0.05};
}

}  // namespace

TEST_CASE("with all probabilities 0 a sample is unchanged, bit for bit") {
    sample s;
    s.image[5] = -0.0;
    s.image[7] = std::numeric_limits<double>::infinity();
    const sample before = s;
    random_stream random(1);
    augmentation{{.flip = 0}}(s.image_of(), s.mask_view(), random);
    CHECK(s == before);
    CHECK(std::signbit(s.image[5]));
}

TEST_CASE("two flips give the sample back, one turns traces and the sign of odd channels") {
    const augmentation_options flip{.flip = 1, .odd_channels = {1}};
    sample s = changed(flip), original;
    CHECK(s != original);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t col = 0; col < cols; ++col) {
            CHECK(s.at(row, col, 0) == static_cast<double>(row));
            CHECK(s.at(row, col, 1) == original.at(row, col, 1));  // odd in the column, and odd in its sign
            CHECK(s.at(row, col, 2) == original.at(row, cols - 1 - col, 2));
        }
    random_stream random(3);
    augmentation{flip}(s.image_of(), s.mask_view(), random);
    CHECK(s == original);
}

TEST_CASE("a mask moves with its image and keeps to its values") {
    std::size_t unlike = 0, moved = 0;
    for (std::uint64_t i = 0; i < 50; ++i) {
        augmentation_options geometry = everything();
        geometry.amplitude = geometry.offset = geometry.noise = 0;
        sample s = changed(geometry, i), original;
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t col = 0; col < cols; ++col) {
                const double mask = s.mask_view().at(row, col, 0);
                REQUIRE((mask == 0 || mask == 1));
                unlike += (s.at(row, col, 2) > 0.5) != (mask == 1);
                moved += mask != original.mask_view().at(row, col, 0);
            }
    }
    CHECK(unlike < 50 * 3);  // pixels of the outline
    CHECK(moved > 50 * 40);
}

TEST_CASE("shifts are as likely as asked for, all of them alike, and bring in reflections") {
    const augmentation_options shift{.flip = 0, .odd_channels = {}, .shift = 0.5, .shift_rows = 2, .shift_cols = 3};
    std::map<std::pair<int, int>, int> seen;
    constexpr int draws = 7000;
    const auto mirrored = [](int i, int length) { return i < 0 ? -1 - i : i >= length ? 2 * length - 1 - i : i; };
    for (int i = 0; i < draws; ++i) {
        sample s = changed(shift, static_cast<std::uint64_t>(i));
        const int down = 10 - static_cast<int>(s.at(10, 15, 0)),
                  right = static_cast<int>(15 - (cols - 1) / 2.0 - s.at(10, 15, 1));
        ++seen[{down, right}];
        if (i % 500 != 0) continue;
        sample original;
        for (int row = 0; row < static_cast<int>(rows); ++row)
            for (int col = 0; col < static_cast<int>(cols); ++col) {
                const auto from_row = static_cast<std::size_t>(mirrored(row - down, rows)),
                           from_col = static_cast<std::size_t>(mirrored(col - right, cols));
                const auto to_row = static_cast<std::size_t>(row), to_col = static_cast<std::size_t>(col);
                REQUIRE(s.at(to_row, to_col, 0) == original.at(from_row, from_col, 0));
                REQUIRE(s.at(to_row, to_col, 1) == original.at(from_row, from_col, 1));
                REQUIRE(s.mask[to_row * cols + to_col] == original.mask[from_row * cols + from_col]);
            }
    }
    CHECK(seen.size() == 5 * 7);
    for (const auto& [shift_of, count] : seen) {
        const bool none = shift_of == std::pair(0, 0);
        CHECK(count == Approx(draws * (none ? 0.5 + 0.5 / 35 : 0.5 / 35)).margin(none ? 150 : 45));  // 4 deviations
    }
}

TEST_CASE("crops keep a share of the area, of the section's own proportions, anywhere in it") {
    double sum = 0, highest = 1e9, lowest = -1e9, smallest = 1;
    constexpr int draws = 2000;
    for (int i = 0; i < draws; ++i) {
        sample s = changed({.flip = 0, .crop = 1, .crop_area = 0.64}, static_cast<std::uint64_t>(i));
        const double down = (s.at(12, 9, 0) - s.at(4, 9, 0)) / 8, across = (s.at(9, 18, 1) - s.at(9, 8, 1)) / 10;
        REQUIRE(down == Approx(across));
        sum += down * across;
        smallest = std::min(smallest, down * across);
        // the ends of the part, from the middle of the section, both in pixels
        const double top = s.at(10, 9, 0) - down * 10.5 + 0.5, bottom = top + down * rows;
        REQUIRE(top > -1e-9);
        REQUIRE(bottom < rows + 1e-9);
        highest = std::min(highest, top);
        lowest = std::max(lowest, bottom);
    }
    CHECK(sum / draws == Approx(0.82).epsilon(0.01));
    CHECK(smallest == Approx(0.64).epsilon(0.01));
    CHECK(highest < 0.05);
    CHECK(lowest > rows - 0.05);
}

TEST_CASE("shears slide traces by up to their limit to both sides and leave the middle") {
    double steepest = 0, sum = 0;
    constexpr int draws = 1000;
    for (int i = 0; i < draws; ++i) {
        sample s = changed({.flip = 0, .shear = 1, .shear_limit = 0.2}, static_cast<std::uint64_t>(i));
        const double slope = s.at(10, 10, 0) - s.at(10, 11, 0);
        steepest = std::max(steepest, std::abs(slope));
        sum += slope;
        REQUIRE((s.at(10, 14, 0) + s.at(10, 15, 0)) / 2 == Approx(10));
        REQUIRE(s.at(10, 3, 1) == Approx(3 - 14.5));
    }
    CHECK(steepest <= 0.2 + 1e-9);
    CHECK(steepest > 0.198);
    CHECK(sum / draws == Approx(0).margin(0.015));
}

TEST_CASE("amplitudes, offsets and noise change the image alone") {
    const sample original;
    double least = 2, most = 0, deviations = 0;
    constexpr int draws = 1000;
    for (int i = 0; i < draws; ++i) {
        const auto index = static_cast<std::uint64_t>(i);
        sample gain = changed({.flip = 0, .amplitude = 0.3}, index);
        least = std::min(least, gain.at(1, 1, 0));
        most = std::max(most, gain.at(1, 1, 0));
        REQUIRE(gain.at(9, 3, 1) == Approx(gain.at(1, 1, 0) * (3 - 14.5)));
        sample offset = changed({.flip = 0, .odd_channels = {1}, .offset = 2}, index);
        REQUIRE(offset.at(4, 4, 0) - 4 == Approx(offset.at(5, 6, 0) - 5).margin(1e-12));
        REQUIRE(std::abs(offset.at(4, 4, 0) - 4) <= 2);
        REQUIRE(offset.at(4, 4, 1) == 4 - 14.5);
        const sample noise = changed({.flip = 0, .noise = 0.5}, index);
        double squares = 0;
        for (std::size_t k = 0; k < noise.image.size(); ++k) squares += std::pow(noise.image[k] - original.image[k], 2);
        deviations += std::sqrt(squares / static_cast<double>(noise.image.size()));
        REQUIRE((gain.mask == original.mask && offset.mask == original.mask && noise.mask == original.mask));
    }
    CHECK(least >= 0.7);
    CHECK(least < 0.705);
    CHECK(most <= 1.3);
    CHECK(most > 1.295);
    CHECK(deviations / draws == Approx(0.25).epsilon(0.05));  // uniform from 0 to 0.5
}

TEST_CASE("a change follows from the stream, and what one option decides not from the others") {
    CHECK(changed(everything(), 5) == changed(everything(), 5));
    CHECK(changed(everything(), 5) != changed(everything(), 6));
    augmentation_options quiet = everything(), flat = everything();
    quiet.noise = quiet.offset = quiet.amplitude = 0;
    flat.crop = flat.shear = 0;
    flat.crop_area = 0.9;
    const augmentation_options shift{.flip = 0, .shift = 0.7, .shift_rows = 4, .shift_cols = 5};
    augmentation_options noisy_shift = shift;
    noisy_shift.amplitude = noisy_shift.noise = 0.1;
    for (std::uint64_t i = 0; i < 10; ++i) {
        CHECK(changed(quiet, i).mask == changed(everything(), i).mask);
        CHECK(changed(noisy_shift, i).mask == changed(shift, i).mask);
        flat.flip = 0;
        CHECK(changed(flat, i).mask == changed(shift, i).mask);
    }
    // One stream changes sample after sample, each in its own way.
    random_stream random(2);
    sample first, second;
    const augmentation augment(everything());
    augment(first.image_of(), first.mask_view(), random);
    augment(second.image_of(), second.mask_view(), random);
    CHECK(first != second);
}

TEST_CASE("the class of an image stays as it is while the image changes") {
    augmentation_options options = everything();
    for (std::uint64_t i = 0; i < 20; ++i) {
        sample s;
        std::vector<double> target{0.25, 0.75};
        random_stream random(17, i);
        augmentation{options}(s.image_of(), image_view<double>{target.data(), 1, 1, 2}, random);
        CHECK(target == std::vector<double>{0.25, 0.75});
        CHECK(s.image == changed(options, i).image);
        CHECK(s.image != sample().image);
    }
}

TEST_CASE("offsets and noise that a number type does not hold are refused, the largest stay finite") {
    std::vector<float> image(64), mask(64);
    const image_view<float> x{image.data(), 8, 8, 1}, y{mask.data(), 8, 8, 1};
    const double most = std::numeric_limits<float>::max() / 16;
    random_stream random(5);
    CHECK_THROWS_WITH((augmentation({.offset = 1e308}))(x, y, random),
                      "augmentation: expected offset of at most 2.12676e+37, got 1e+308");
    CHECK_THROWS_WITH((augmentation({.noise = 1e38}))(x, y, random),
                      "augmentation: expected noise of at most 2.12676e+37, got 1e+38");
    for (int i = 0; i < 1000; ++i) {
        std::fill(image.begin(), image.end(), 0.0f);
        augmentation({.offset = most, .noise = most})(x, y, random);
        for (const float v : image) REQUIRE(std::isfinite(v));
    }
}

TEST_CASE("options out of range and samples that do not fit them are refused") {
    const auto refused = [](const augmentation_options& options, const std::string& name) {
        CHECK_THROWS_WITH(augmentation(options), Catch::Contains(name));
    };
    refused({.flip = 1.5}, "flip in [0, 1], got 1.5");
    refused({.shift = -0.1}, "shift in [0, 1], got -0.1");
    refused({.shear = 2}, "shear in");
    refused({.shear_limit = -1}, "shear_limit of 0 or more, got -1");
    refused({.crop = NAN}, "crop in");
    refused({.crop_area = 0}, "crop_area in (0, 1], got 0");
    refused({.crop_area = 1.2}, "crop_area");
    refused({.amplitude = 1.1}, "amplitude");
    refused({.offset = INFINITY}, "offset");
    refused({.noise = -0.5}, "noise of 0 or more, got -0.5");

    sample s;
    random_stream random(1);
    const image_view<double> image = s.image_of(), mask = s.mask_view();
    CHECK_THROWS_WITH((augmentation()(image, image_view<double>{mask.data, rows, cols - 1, 1}, random)),
                      Catch::Contains("expected a mask {20, 30, classes}, got {20, 29, 1}"));
    CHECK_THROWS_AS((augmentation({.shift = 0.1, .shift_rows = rows})(image, mask, random)), diapir::argument_error);
    CHECK_THROWS_AS((augmentation({.odd_channels = {3}})(image, mask, random)), diapir::argument_error);
    CHECK_THROWS_WITH((augmentation({.shear = 1e-300, .shear_limit = 1e6})(image, mask, random)),
                      "augmentation: expected a shear_limit that slides traces apart by at most 16 times the rows of "
                      "{20, 30, 3}, got 1e+06");
    CHECK(s == sample());
    augmentation({.shear = 1, .shear_limit = 11})(image, mask, random);
    augmentation{}(image_view<double>{}, image_view<double>{}, random);  // of nothing
}
