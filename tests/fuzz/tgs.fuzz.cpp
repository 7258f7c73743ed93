// Folders of images and masks: one image is right, and the others are what is tried, as an image and as its mask.
#include "fuzz/target.hpp"
#include <diapir/io/tgs.hpp>

namespace fs = std::filesystem;
namespace io = diapir::io;

namespace {

std::string image_of(std::size_t channels, unsigned depth) {
    io::image picture{diapir::make_array<std::uint16_t>({2, 3, channels}), depth};
    for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(picture.maximum());
    return io::encode_png(picture);
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    static const fs::path folder = scratch(".tgs");
    static const std::string right = image_of(1, 8);
    for (const char* part : {"images", "masks"}) {
        fs::create_directories(folder / part);
        write_bytes(folder / part / "a.png", right);
        write_bytes(folder / part / "b.png", bytes);
    }
    read_or_refuse([&] { io::read_tgs<float>(folder); });
    read_or_refuse([&] { io::read_tgs<double>(folder, {.masks = false}); });
    for (const char* part : {"images", "masks"}) write_bytes(folder / part / "a.png", bytes);
    read_or_refuse([&] { io::read_tgs<float>(folder, {.mask_threshold = 0.5}); });
}

std::vector<std::string> fuzzing::seeds() {
    return {image_of(1, 1), image_of(1, 8), image_of(3, 8), image_of(4, 8), image_of(1, 16)};
}
