// PNG images, and the gray values that are made of them.
#include "fuzz/target.hpp"
#include "io/png_bytes.hpp"
#include <diapir/io/gray.hpp>
#include <diapir/io/png.hpp>

namespace io = diapir::io;

namespace {

/// The bytes with the checksums that the chunks in them should have, behind which random bytes come rarely.
std::string with_checksums(std::string_view bytes) {
    std::string right(bytes.substr(0, 8));
    while (bytes.size() > right.size() + 12) {
        const std::string_view rest = bytes.substr(right.size());
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(rest[i]);
        if (length > rest.size() - 12) break;
        right += diapir::testing::png_chunk(std::string(rest.substr(4, 4)), std::string(rest.substr(8, length)));
    }
    return right.append(bytes.substr(std::min(right.size(), bytes.size())));
}

}  // namespace

void fuzzing::fuzz(std::string_view bytes) {
    for (const std::string& some : {std::string(bytes), with_checksums(bytes)})
        read_or_refuse([&] {
            const io::image picture = io::decode_png(some, "file");
            read_or_refuse([&] { io::gray_image(picture, "file"); });
            read_or_refuse([&] { io::gray_mask(picture, "file"); });
        });
}

std::vector<std::string> fuzzing::seeds() {
    using diapir::testing::png_bytes;
    std::vector<std::string> all{
        png_bytes({.bits = 2, .type = 3, .palette = std::string(12, '\7'), .transparent = "\1"}, 3, {{0, 1, 2}}),
        png_bytes({.bits = 16, .type = 2, .transparent = std::string(6, '\0')}, 1, {{0, 0, 0}, {1, 2, 3}})};
    for (const unsigned depth : {1u, 8u, 16u})
        for (const std::size_t channels : {1, 3, 4}) {
            if (depth < 8 && channels > 1) continue;
            io::image picture{diapir::make_array<std::uint16_t>({3, 5, channels}), depth};
            std::size_t value = 0;
            for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(value++ % (picture.maximum() + 1));
            all.push_back(io::encode_png(picture));
        }
    return all;
}
