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
    static const fs::path tried = scratch(".tgs.png"), beside = scratch(".tgs"), alone = scratch(".tgs.alone");
    write_bytes(tried, bytes);
    static const bool made = [] {  // the file that is tried has all these names
        for (const fs::path& folder : {beside, alone})
            for (const char* part : {"images", "masks"}) {
                fs::create_directories(folder / part);
                fs::create_hard_link(tried, folder / part / "b.png");
            }
        for (const char* part : {"images", "masks"}) write_bytes(beside / part / "a.png", image_of(1, 8));
        return true;
    }();
    static_cast<void>(made);
    read_or_refuse([&] { io::read_tgs<float>(beside); });
    read_or_refuse([&] { io::read_tgs<double>(beside, {.masks = false}); });
    read_or_refuse([&] { io::read_tgs<float>(alone, {.mask_threshold = 0.5}); });
}

std::vector<std::string> fuzzing::seeds() {
    return {image_of(1, 1), image_of(1, 8), image_of(3, 8), image_of(4, 8), image_of(1, 16)};
}
