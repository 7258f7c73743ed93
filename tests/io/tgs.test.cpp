#include "catch.hpp"
#include "support.hpp"
#include <diapir/io/tgs.hpp>

#include <fstream>
#include <limits>

using namespace diapir;
using testing::mentions;
using testing::message_of;

namespace {

array<float> ramp(std::size_t rows, std::size_t cols, float first) {
    array<float> a = make_array<float>({rows, cols});
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = first + static_cast<float>(i);
    return a;
}

/// Two pairs of 3 x 4 pixels, named b and a; that of b has no salt.
void write_pairs(const testing::temporary_folder& folder) {
    array<float> mask = make_array<float>({3, 4}, 0.f);
    io::write_tgs_image(folder.path(), "b", ramp(3, 4, 100));
    io::write_tgs_mask(folder.path(), "b", mask);
    mask(1, 2) = 1;
    io::write_tgs_image(folder.path(), "a", ramp(3, 4, 0));
    io::write_tgs_mask(folder.path(), "a", mask);
}

std::string failure(const testing::temporary_folder& folder, const io::tgs_options& options = {}) {
    return message_of<file_error>([&] { io::read_tgs(folder.path(), options); });
}

}  // namespace

TEST_CASE("a folder that was written is read back, sorted by stem") {
    const testing::temporary_folder folder;
    write_pairs(folder);
    io::write_file(folder / "images/notes.txt", "ignored");
    io::write_file(folder / "images/._a.png", "ignored");
    const auto data = io::read_tgs<double>(folder.path());
    CHECK(data.stems == std::vector<std::string>{"a", "b"});
    CHECK(shape_of(data.images) == shape{2, 3, 4, 1});
    CHECK(shape_of(data.masks) == shape{2, 3, 4, 1});
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK(data.images.data()[i] == static_cast<double>(i));
        CHECK(data.images.data()[12 + i] == 100 + static_cast<double>(i));
        CHECK(data.masks.data()[i] == (i == 6 ? 1 : 0));
        CHECK(data.masks.data()[12 + i] == 0);
    }
}

TEST_CASE("the files are those of the challenge: RGB images, 16-bit masks, 8-bit masks without salt") {
    const testing::temporary_folder folder;
    write_pairs(folder);
    const io::image picture = io::read_png(folder / "images/b.png");
    CHECK(picture.bit_depth == 8);
    CHECK(picture.channels() == 3);
    for (std::size_t channel = 0; channel < 3; ++channel) CHECK(picture.samples(2, 3, channel) == 111);
    const io::image salt = io::read_png(folder / "masks/a.png"), none = io::read_png(folder / "masks/b.png");
    CHECK(salt.bit_depth == 16);
    CHECK(salt.channels() == 1);
    CHECK(salt.samples(1, 2, 0) == 65535);
    CHECK(none.bit_depth == 8);
    CHECK(none.channels() == 1);
}

TEST_CASE("images and masks of any bit depth share one scale") {
    const testing::temporary_folder folder;
    std::filesystem::create_directories(folder / "images");
    std::filesystem::create_directories(folder / "masks");
    for (const unsigned bit_depth : {1u, 2u, 4u, 8u, 16u}) {
        const std::string name = "/" + std::to_string(bit_depth) + ".png";
        const auto maximum = static_cast<std::uint16_t>((1u << bit_depth) - 1);
        const io::image full{make_array<std::uint16_t>({2, 2, 1}, maximum), bit_depth};
        io::write_png(folder.path() / ("images" + name), full);
        io::write_png(folder.path() / ("masks" + name), full);
    }
    const auto data = io::read_tgs(folder.path());
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(data.images.data()[i] == 255);
        CHECK(data.masks.data()[i] == 1);
    }
}

TEST_CASE("colors and transparency are refused by name, but a mask may have one color") {
    const testing::temporary_folder folder;
    write_pairs(folder);
    io::image colors{make_array<std::uint16_t>({3, 4, 3}, std::uint16_t{0}), 8};
    colors.samples(1, 2, 1) = 128;
    io::write_png(folder / "masks/a.png", colors);
    const auto data = io::read_tgs(folder.path());
    for (std::size_t i = 0; i < 12; ++i) CHECK(data.masks.data()[i] == (i == 6 ? 1 : 0));
    io::write_png(folder / "images/b.png", colors);
    CHECK(mentions(failure(folder), (folder / "images/b.png").string(), "(0, 128, 0)", "row 1, column 2"));
    io::write_png(folder / "images/b.png", {make_array<std::uint16_t>({3, 4, 2}, std::uint16_t{200}), 8});
    CHECK(mentions(failure(folder), (folder / "images/b.png").string(), "alpha 200"));
}

TEST_CASE("masks with shades are named, and a threshold makes them 0 and 1") {
    const testing::temporary_folder folder;
    write_pairs(folder);
    io::image jpeg{make_array<std::uint16_t>({3, 4, 1}), 8};
    for (std::size_t i = 0; i < 12; ++i)
        jpeg.samples.data()[i] = static_cast<std::uint16_t>(i < 9 ? i % 4 : 252 + i % 4);
    io::write_png(folder / "masks/b.png", jpeg);
    const auto as_is = io::read_tgs(folder.path());
    CHECK(as_is.shaded == std::vector<std::string>{"b"});
    CHECK(as_is.masks.data()[12 + 1] == Approx(1.0 / 255));
    const auto cut = io::read_tgs(folder.path(), {.mask_threshold = 0.5});
    CHECK(cut.shaded == std::vector<std::string>{"b"});
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK(cut.masks.data()[i] == (i == 6 ? 1 : 0));
        CHECK(cut.masks.data()[12 + i] == (i < 9 ? 0 : 1));
    }
    CHECK(io::read_tgs(folder.path(), {.mask_threshold = 254.5 / 255}).masks.data()[12 + 11] == 1);
    CHECK(io::read_tgs(folder.path(), {.mask_threshold = 254.5 / 255}).masks.data()[12 + 10] == 0);
    // What is at a threshold is not above it, in float as in double.
    for (std::size_t i = 0; i < 12; ++i) jpeg.samples.data()[i] = static_cast<std::uint16_t>(51 * (i % 6));
    io::write_png(folder / "masks/b.png", jpeg);
    for (std::size_t step = 0; step < 5; ++step) {
        const io::tgs_options fifths{.mask_threshold = static_cast<double>(step) / 5};
        const auto single = io::read_tgs<float>(folder.path(), fifths);
        const auto both = io::read_tgs<double>(folder.path(), fifths);
        for (std::size_t i = 0; i < 12; ++i) {
            CHECK(single.masks.data()[12 + i] == (i % 6 > step ? 1 : 0));
            CHECK(both.masks.data()[12 + i] == (i % 6 > step ? 1 : 0));
        }
    }
    CHECK(io::read_tgs<float>(folder.path()).masks.data()[12 + 4] == 0.8f);
    for (const double bad : {-0.1, 1.0, 2.0, std::numeric_limits<double>::quiet_NaN()})
        CHECK_THROWS_AS(io::read_tgs(folder.path(), {.mask_threshold = bad}), argument_error);
}

TEST_CASE("a folder called x.png is no image, a link to nothing is named, and names may be of any bytes") {
    const testing::temporary_folder folder;
    write_pairs(folder);
    std::filesystem::create_directories(folder / "images/x.png");
    std::filesystem::create_directories(folder / "masks/y.png");
    const std::string latin1 = "gr\xfcn";
    io::write_tgs_image(folder.path(), latin1, ramp(3, 4, 0));
    io::write_tgs_mask(folder.path(), latin1, ramp(3, 4, 0) * 0.f);
    CHECK(io::read_tgs(folder.path()).stems == std::vector<std::string>{"a", "b", latin1});
    std::filesystem::create_symlink(folder / "nowhere.png", folder / "images/a2.png");
    std::filesystem::create_symlink(folder / "nowhere.png", folder / "masks/a2.png");
    CHECK(mentions(failure(folder), "a2.png", "cannot be opened"));
}

TEST_CASE("images without masks can be read for prediction") {
    const testing::temporary_folder folder;
    io::write_tgs_image(folder.path(), "a", ramp(3, 4, 0));
    const auto data = io::read_tgs(folder.path(), {.masks = false});
    CHECK(shape_of(data.images) == shape{1, 3, 4, 1});
    CHECK(shape_of(data.masks) == shape{0, 3, 4, 1});
    CHECK(data.shaded.empty());
    CHECK(mentions(failure(folder), (folder / "masks").string()));
}

TEST_CASE("what is wrong with a folder is said with the name of the file") {
    const testing::temporary_folder folder;
    CHECK(mentions(failure(folder), (folder / "images").string()));
    std::filesystem::create_directories(folder / "images");
    std::filesystem::create_directories(folder / "masks");
    CHECK(mentions(failure(folder), (folder / "images").string(), "there are none"));
    std::ofstream(folder / "images/a.jpg") << "JPEG";
    CHECK(mentions(failure(folder), "there are none, but files such as a.jpg"));
    write_pairs(folder);
    CHECK(failure(folder).empty());

    SECTION("an image without its mask") {
        io::write_tgs_image(folder.path(), "c", ramp(3, 4, 0));
        CHECK(mentions(failure(folder), (folder / "images/c.png").string(), "no mask"));
    }
    SECTION("a mask without its image") {
        io::write_tgs_mask(folder.path(), "c", ramp(3, 4, 0) * 0.f);
        CHECK(mentions(failure(folder), (folder / "masks/c.png").string(), "no image"));
    }
    SECTION("images of different sizes") {
        io::write_tgs_image(folder.path(), "b", ramp(4, 4, 0));
        CHECK(mentions(failure(folder), (folder / "images/b.png").string(), "3 x 4", "4 x 4"));
    }
    SECTION("a mask of another size") {
        io::write_tgs_mask(folder.path(), "b", ramp(3, 5, 0) * 0.f);
        CHECK(mentions(failure(folder), (folder / "masks/b.png").string(), "3 x 4", "3 x 5"));
    }
    SECTION("a file that is no image") {
        io::write_file(folder / "images/b.png", "text");
        CHECK(mentions(failure(folder), (folder / "images/b.png").string(), "PNG"));
    }
    SECTION("a mask that was cut") {
        const std::string whole = io::read_file(folder / "masks/b.png");
        io::write_file(folder / "masks/b.png", whole.substr(0, whole.size() - 20));
        CHECK(mentions(failure(folder), (folder / "masks/b.png").string(), "whole PNG"));
    }
    SECTION("two files of one stem") {
        std::filesystem::copy_file(folder / "images/b.png", folder / "images/b.PNG");
        CHECK(mentions(failure(folder), "same stem"));
    }
}

TEST_CASE("values that the files cannot hold are refused") {
    const testing::temporary_folder folder;
    const auto image_refused = [&](float value) {
        const auto section = make_array<float>({2, 2}, value);
        return mentions(message_of<argument_error>([&] { io::write_tgs_image(folder.path(), "a", section); }),
                        "0 to 255");
    };
    CHECK(image_refused(-1));
    CHECK(image_refused(256));
    CHECK(image_refused(std::numeric_limits<float>::quiet_NaN()));
    const auto mask = make_array<float>({2, 2}, 1.5f);
    const auto message = message_of<argument_error>([&] { io::write_tgs_mask(folder.path(), "a", mask); });
    CHECK(mentions(message, (folder / "masks/a.png").string(), "0 to 1", "1.5"));
    CHECK_THROWS_AS(io::write_tgs_image(folder.path(), "a", make_array<float>({2, 2, 1}, 0.f)), argument_error);
    CHECK(folder.files() == 0);
    io::write_file(folder / "file", "");
    const auto below_file = [&] { io::write_tgs_image(folder / "file", "a", make_array<float>({2, 2}, 0.f)); };
    CHECK(mentions(message_of<file_error>(below_file), (folder / "file").string()));
}
