#include "catch.hpp"
#include "png_bytes.hpp"
#include "support.hpp"
#include <diapir/io/gray.hpp>

using namespace diapir;
using testing::mentions;
using testing::message_of;
using testing::png_bytes;
using testing::png_kind;

namespace {

const std::vector<std::vector<int>> salt = {{0, 1, 0}, {1, 1, 0}};

/// A file with one pixel for 0 and another one for 1.
std::string mask_file(const png_kind& kind, const std::vector<int>& rock, const std::vector<int>& salty) {
    std::vector<std::vector<int>> rows;
    for (const auto& row : salt) {
        rows.emplace_back();
        for (const int value : row) {
            const auto& pixel = value == 1 ? salty : rock;
            rows.back().insert(rows.back().end(), pixel.begin(), pixel.end());
        }
    }
    return png_bytes(kind, 3, rows);
}

std::vector<int> gray_samples(const io::image& picture) {
    return {picture.samples.begin(), picture.samples.end()};
}

/// The samples of the mask in a file, 1 for the maximum.
std::vector<int> mask_of(const std::string& file) {
    const io::image mask = io::gray_mask(io::decode_png(file, "x.png"), "x.png");
    CHECK(shape_of(mask.samples) == shape{2, 3, 1});
    std::vector<int> values = gray_samples(mask);
    for (int& v : values) v = v == static_cast<int>(mask.maximum()) ? 1 : v;
    return values;
}

std::string refused_mask(const std::string& file) {
    return message_of<file_error>([&] { io::gray_mask(io::decode_png(file, "x.png"), "x.png"); });
}

std::string refused_image(const std::string& file) {
    return message_of<file_error>([&] { io::gray_image(io::decode_png(file, "x.png"), "x.png"); });
}

const std::string black_white("\0\0\0\xff\xff\xff", 6), black_green("\0\0\0\0\x80\0", 6),
    black_blue("\0\0\0\0\0\xff", 6);

}  // namespace

TEST_CASE("one mask is the same in every encoding that shows it") {
    const std::vector<int> expected = {0, 1, 0, 1, 1, 0};
    for (const int bits : {1, 2, 4, 8, 16}) CHECK(mask_of(mask_file({bits}, {0}, {(1 << bits) - 1})) == expected);
    for (const int bits : {8, 16}) {
        const int full = (1 << bits) - 1;
        CHECK(mask_of(mask_file({bits, 4}, {0, full}, {full, full})) == expected);
        CHECK(mask_of(mask_file({bits, 2}, {0, 0, 0}, {full, full, full})) == expected);
        CHECK(mask_of(mask_file({bits, 6}, {0, 0, 0, full}, {full, full, full, full})) == expected);
        CHECK(mask_of(mask_file({bits, 2}, {0, 0, 0}, {full, 0, 0})) == expected);
        CHECK(mask_of(mask_file({bits, 2}, {0, 0, 0}, {0, full / 2, 0})) == expected);
        CHECK(mask_of(mask_file({bits, 6}, {0, 0, 0, full}, {0, 0, 1, full})) == expected);
    }
    for (const int bits : {1, 2, 4, 8})
        for (const std::string& palette : {black_white, black_green, black_blue}) {
            CHECK(mask_of(mask_file({bits, 3, palette}, {0}, {1})) == expected);
            CHECK(mask_of(mask_file({bits, 3, palette, "\xff\xff"}, {0}, {1})) == expected);
        }
    // a transparent color that no pixel has
    CHECK(mask_of(mask_file({8, 0, "", std::string("\0\x07", 2)}, {0}, {255})) == expected);
    CHECK(mask_of(mask_file({2, 0, "", std::string("\0\x01", 2)}, {0}, {3})) == expected);
    CHECK(mask_of(mask_file({16, 2, "", std::string("\0\0\0\0\0\x07", 6)}, {0, 0, 0}, {0, 0, 65535})) == expected);
}

TEST_CASE("shades of a mask keep their values and their depth") {
    const io::image mask = io::gray_mask(io::decode_png(mask_file({8, 6}, {7, 7, 7, 255}, {9, 9, 9, 255}), ""), "");
    CHECK(gray_samples(mask) == std::vector<int>{7, 9, 7, 9, 9, 7});
    CHECK(mask.bit_depth == 8);
}

TEST_CASE("masks in alpha and of several colors are refused by name") {
    CHECK(mentions(refused_mask(mask_file({8, 4}, {255, 0}, {255, 255})), "x.png:", "transparency", "alpha 0 of 255",
                   "row 0, column 0"));
    CHECK(mentions(refused_mask(mask_file({16, 6}, {0, 0, 0, 65535}, {0, 0, 0, 65534})),
                   "x.png:", "alpha 65534 of 65535", "row 0, column 1"));
    CHECK(mentions(refused_mask(mask_file({1, 3, black_white, std::string("\0", 1)}, {0}, {1})), "transparency"));
    CHECK(mentions(refused_mask(mask_file({8, 0, "", std::string("\0\0", 2)}, {0}, {255})), "transparency"));
    CHECK(mentions(refused_mask(mask_file({1, 0, "", std::string("\0\1", 2)}, {0}, {1})), "transparency"));
    CHECK(mentions(refused_mask(mask_file({8, 2, "", std::string("\0\0\0\0\0\0", 6)}, {0, 0, 0}, {9, 9, 9})),
                   "transparency"));
    const auto one_color = "black and one color";
    CHECK(mentions(refused_mask(mask_file({8, 2}, {0, 0, 1}, {255, 0, 0})), "x.png:", one_color, "(255, 0, 0)",
                   "row 0, column 1"));
    CHECK(mentions(refused_mask(mask_file({8, 2}, {9, 9, 9}, {255, 0, 0})), one_color, "(9, 9, 9)", "column 0"));
}

TEST_CASE("images are gray or refused by name") {
    const auto gray = [](const std::string& file) {
        return gray_samples(io::gray_image(io::decode_png(file, "x.png"), "x.png"));
    };
    const std::vector<int> expected = {3, 200, 3, 200, 200, 3};
    CHECK(gray(mask_file({8, 0}, {3}, {200})) == expected);
    CHECK(gray(mask_file({8, 2}, {3, 3, 3}, {200, 200, 200})) == expected);
    CHECK(gray(mask_file({8, 4}, {3, 255}, {200, 255})) == expected);
    CHECK(gray(mask_file({8, 6}, {3, 3, 3, 255}, {200, 200, 200, 255})) == expected);
    CHECK(gray(mask_file({4, 3, "\x03\x03\x03\xc8\xc8\xc8"}, {0}, {1})) == expected);
    CHECK(mentions(refused_image(mask_file({8, 2}, {3, 3, 3}, {200, 200, 201})), "x.png:", "equal red, green and blue",
                   "(200, 200, 201)", "row 0, column 1"));
    CHECK(mentions(refused_image(mask_file({1, 3, black_green}, {0}, {1})), "x.png:", "(0, 128, 0)"));
    CHECK(mentions(refused_image(mask_file({8, 4}, {3, 254}, {200, 255})), "x.png:", "alpha 254"));
}
