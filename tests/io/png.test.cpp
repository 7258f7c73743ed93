#include "catch.hpp"
#include "png_bytes.hpp"
#include "support.hpp"
#include <diapir/core/random.hpp>
#include <diapir/io/png.hpp>

#include <sys/resource.h>

#include <initializer_list>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (int v : values) text += static_cast<char>(v);
    return text;
}

io::image random_image(unsigned bit_depth, std::size_t channels) {
    io::image picture{make_array<std::uint16_t>({7, 11, channels}), bit_depth};
    random_stream random(bit_depth, channels);
    for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(random.below(picture.maximum() + 1));
    return picture;
}

std::vector<int> samples(const io::image& picture) {
    return {picture.samples.begin(), picture.samples.end()};
}

// Files put together by hand: Python's zlib and the PNG specification.
const std::string palette = bytes(
    {0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
     0x03, 0x00, 0x00, 0x00, 0x02, 0x02, 0x03, 0x00, 0x00, 0x00, 0xe0, 0x1a, 0x8e, 0x89, 0x00, 0x00, 0x00, 0x0c, 0x50,
     0x4c, 0x54, 0x45, 0x0a, 0x14, 0x1e, 0x28, 0x32, 0x3c, 0x46, 0x50, 0x5a, 0xff, 0x00, 0x80, 0x7f, 0x16, 0x1c, 0xc9,
     0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x90, 0x60, 0x38, 0x02, 0x00, 0x01, 0x10, 0x00,
     0xdd, 0x2f, 0x18, 0xdc, 0x8e, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82});
const std::string transparent_palette =
    bytes({0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
           0x00, 0x03, 0x00, 0x00, 0x00, 0x02, 0x02, 0x03, 0x00, 0x00, 0x00, 0xe0, 0x1a, 0x8e, 0x89, 0x00, 0x00, 0x00,
           0x0c, 0x50, 0x4c, 0x54, 0x45, 0x0a, 0x14, 0x1e, 0x28, 0x32, 0x3c, 0x46, 0x50, 0x5a, 0xff, 0x00, 0x80, 0x7f,
           0x16, 0x1c, 0xc9, 0x00, 0x00, 0x00, 0x02, 0x74, 0x52, 0x4e, 0x53, 0x00, 0x64, 0x3c, 0x4c, 0x68, 0x79, 0x00,
           0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x90, 0x60, 0x38, 0x02, 0x00, 0x01, 0x10, 0x00,
           0xdd, 0x2f, 0x18, 0xdc, 0x8e, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82});
const std::string interlaced =
    bytes({0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
           0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x00, 0x01, 0x04, 0x44, 0xda,
           0xf5, 0x00, 0x00, 0x00, 0x17, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0x64, 0x60, 0x66,
           0x60, 0xe7, 0x64, 0x60, 0x62, 0xe0, 0x60, 0x60, 0x61, 0x65, 0x03, 0x00, 0x01, 0x2a, 0x00, 0x2e,
           0xa6, 0xa8, 0x46, 0xfc, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82});
const std::string huge =
    bytes({0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x0f,
           0x42, 0x40, 0x00, 0x0f, 0x42, 0x40, 0x08, 0x00, 0x00, 0x00, 0x00, 0x79, 0x06, 0x67, 0xa1, 0x00, 0x00, 0x00,
           0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0xa0, 0x3d, 0x00, 0x00, 0x00, 0x64, 0x00, 0x01, 0xb8,
           0x99, 0xef, 0x99, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82});

}  // namespace

TEST_CASE("images of every kind that can be written come back as they were") {
    const testing::temporary_folder folder;
    const auto check = [&](unsigned bit_depth, std::size_t channels) {
        const io::image picture = random_image(bit_depth, channels);
        io::write_png(folder / "a.png", picture);
        const io::image back = io::read_png(folder / "a.png");
        CHECK(back.bit_depth == bit_depth);
        CHECK(back.rows() == 7);
        CHECK(back.cols() == 11);
        CHECK(back.channels() == channels);
        CHECK(samples(back) == samples(picture));
    };
    for (const unsigned bit_depth : {8, 16})
        for (std::size_t channels = 1; channels <= 4; ++channels) check(bit_depth, channels);
    for (const unsigned bit_depth : {1, 2, 4}) check(bit_depth, 1);
    CHECK(random_image(1, 1).maximum() == 1);
    CHECK(random_image(16, 1).maximum() == 65535);
}

TEST_CASE("palettes become colors, and interlaced images are put in order") {
    const io::image colors = io::decode_png(palette, "");
    CHECK(colors.bit_depth == 8);
    CHECK(shape_of(colors.samples) == shape{2, 3, 3});
    CHECK(samples(colors) == std::vector<int>{10, 20, 30, 40, 50, 60, 70, 80, 90,  //
                                              255, 0, 128, 10, 20, 30, 40, 50, 60});
    const io::image transparent = io::decode_png(transparent_palette, "");
    CHECK(transparent.bit_depth == 8);
    CHECK(shape_of(transparent.samples) == shape{2, 3, 4});
    CHECK(samples(transparent) == std::vector<int>{10,  20, 30,  0,   40, 50, 60, 100, 70, 80, 90, 255,  //
                                                   255, 0,  128, 255, 10, 20, 30, 0,   40, 50, 60, 100});
    CHECK(samples(io::decode_png(interlaced, "")) == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("numbers of colors become those colors") {
    io::image numbers{make_array<std::uint16_t>({3, 4, 1}), 8};
    for (std::size_t i = 0; i < 12; ++i) numbers.samples.data()[i] = static_cast<std::uint16_t>(i * i % 5);
    const io::palette colors = {{1, 2, 3}, {40, 50, 60}, {7, 0, 255}, {9, 9, 9}, {200, 100, 0}};
    const std::string file = io::encode_png(numbers, colors);
    CHECK(file[25] == 3);  // the color type of palettes
    const io::image back = io::decode_png(file, "numbers");
    REQUIRE(back.channels() == 3);
    for (std::size_t i = 0; i < 12; ++i)
        for (std::size_t c = 0; c < 3; ++c) CHECK(back.samples.data()[3 * i + c] == colors[i * i % 5][c]);
    CHECK(mentions(message_of<argument_error>([&] { io::encode_png(numbers, {{0, 0, 0}}); }), "1 colors", "got 1"));
    CHECK(mentions(message_of<argument_error>([&] { io::encode_png(random_image(8, 3), colors); }), "3 channels"));
    CHECK(mentions(message_of<argument_error>([&] { io::encode_png(random_image(16, 1), colors); }), "16 bits"));
    CHECK(mentions(message_of<argument_error>([&] { io::encode_png(numbers, io::palette(257)); }), "257 colors"));
}

TEST_CASE("numbers that no color has are refused") {
    const std::string three("\0\0\0\xff\xff\xff\x10\x20\x30", 9);
    for (const int bits : {2, 4, 8})
        for (const std::string& alphas : {std::string(), std::string("\x40", 1)}) {
            const auto file = [&](int number) {
                return testing::png_bytes({bits, 3, three, alphas}, 3, {{0, 1, 2}, {2, number, 0}});
            };
            CHECK(shape_of(io::decode_png(file(2), "x.png").samples) == shape{2, 3, alphas.empty() ? 3u : 4u});
            CHECK(message_of<file_error>([&] { io::decode_png(file(3), "x.png"); }) ==
                  "x.png: expected samples below the 3 colors of the palette, got 3");
        }
}

TEST_CASE("transparent colors become a channel of alpha") {
    using testing::png_bytes;
    const io::image gray = io::decode_png(png_bytes({2, 0, "", std::string("\0\1", 2)}, 3, {{0, 1, 3}}), "");
    CHECK(gray.bit_depth == 8);
    CHECK(samples(gray) == std::vector<int>{0, 255, 85, 0, 255, 255});
    const io::image deep = io::decode_png(png_bytes({16, 0, "", "\x12\x34"}, 2, {{0x1234, 0x1235}}), "");
    CHECK(deep.bit_depth == 16);
    CHECK(samples(deep) == std::vector<int>{0x1234, 0, 0x1235, 65535});
    const io::image colors =
        io::decode_png(png_bytes({8, 2, "", std::string("\0\1\0\2\0\3", 6)}, 2, {{1, 2, 3, 1, 2, 4}}), "");
    CHECK(samples(colors) == std::vector<int>{1, 2, 3, 0, 1, 2, 4, 255});
}

TEST_CASE("an image that was cut anywhere is refused by name") {
    for (const std::string& good :
         {io::encode_png(random_image(8, 3)), io::encode_png(random_image(16, 1)), transparent_palette, interlaced})
        for (std::size_t size = 0; size < good.size(); ++size)
            CHECK(mentions(message_of<file_error>([&] { io::decode_png(good.substr(0, size), "x.png"); }), "x.png:"));
}

TEST_CASE("an image with any changed byte is refused by name") {
    for (const std::string& good :
         {io::encode_png(random_image(8, 3)), io::encode_png(random_image(2, 1)), transparent_palette, interlaced})
        for (std::size_t i = 0; i < good.size(); ++i)
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = good;
                changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
                CHECK(mentions(message_of<file_error>([&] { io::decode_png(changed, "x.png"); }), "x.png:"));
            }
}

TEST_CASE("a size that the file cannot hold is refused before memory is asked for") {
    CHECK(mentions(message_of<file_error>([&] { io::decode_png(huge, "x.png"); }), "x.png:", "cannot come from"));
}

TEST_CASE("other files are named with what is wrong") {
    const testing::temporary_folder folder;
    io::write_file(folder / "text.png", "not an image");
    CHECK(mentions(message_of<file_error>([&] { io::read_png(folder / "text.png"); }), (folder / "text.png").string(),
                   "expected a PNG image"));
    CHECK(mentions(message_of<file_error>([&] { io::read_png(folder / "none.png"); }), (folder / "none.png").string()));
}

TEST_CASE("images that PNG cannot hold are refused and leave nothing behind") {
    const testing::temporary_folder folder;
    const auto refused = [&](const io::image& picture) {
        return message_of<argument_error>([&] { io::write_png(folder / "a.png", picture); });
    };
    const auto gray = [](const shape& s, unsigned bit_depth, std::uint16_t value) {
        return io::image{make_array<std::uint16_t>(s, value), bit_depth};
    };
    CHECK(mentions(refused(gray({2, 2, 1}, 8, 256)), "8 bits", "got 256"));
    CHECK(mentions(refused(gray({2, 2, 1}, 1, 2)), "got 2"));
    CHECK(mentions(refused(gray({2, 2, 3}, 4, 0)), "got 4 bits of 3 channels"));
    CHECK(mentions(refused(gray({2, 2, 1}, 0, 0)), "got 0 bits"));
    CHECK(mentions(refused(gray({2, 2, 1}, 3, 0)), "got 3 bits"));
    CHECK(mentions(refused(gray({2, 2, 5}, 8, 0)), "{2, 2, 5}"));
    CHECK(mentions(refused(gray({2, 2}, 8, 0)), "{2, 2}"));
    CHECK(mentions(refused(gray({0, 2, 1}, 8, 0)), "{0, 2, 1}"));
    CHECK(mentions(refused(gray({1, 1000001, 1}, 8, 0)), "encode_png"));
    CHECK(folder.files() == 0);
}

TEST_CASE("texts beside an image take no memory") {
    io::image slope{make_array<std::uint16_t>({1, 1000000, 1}), 8};  // which is filtered to a row of ones
    std::uint16_t value = 0;
    for (auto& sample : slope.samples) sample = ++value & 255;
    const std::string whole = io::encode_png(slope);
    const std::size_t data = whole.find("IDAT") + 4, end = whole.rfind("IEND") - 8;
    const std::string deflated = whole.substr(data, end - data);  // of 1 MB
    std::string one_pixel = testing::png_bytes({}, 1, {{7}}), texts;
    for (int i = 0; i < 300; ++i)
        texts += testing::png_chunk("zTXt", "key" + std::to_string(i) + std::string(2, '\0') + deflated);
    one_pixel.insert(one_pixel.find("IDAT") - 4, texts);
    const auto most_memory = [] {
        rusage used;
        getrusage(RUSAGE_SELF, &used);
        return used.ru_maxrss;  // in KiB
    };
    const long before = most_memory();
    CHECK(io::decode_png(one_pixel, "a.png").samples(0, 0, 0) == 7);
    CHECK(most_memory() - before < 100000);
}

TEST_CASE("an image that no memory can hold fails while it is written") {
    std::string output;
    io::detail::png_stream stream;
    stream.output = &output;
    io::detail::png_session session(stream, false);
    const png_structp png = session.png;
    png_set_write_fn(png, &stream, io::detail::png_put, nullptr);
    unsigned char byte = 0;
    CHECK_FALSE(session.run([&] { io::detail::png_put(png, &byte, std::string::npos); }));
    CHECK(std::string(stream.message) == "out of memory");
    CHECK(session.run([&] { io::detail::png_put(png, &byte, 1); }));
    CHECK(output.size() == 1);
}
